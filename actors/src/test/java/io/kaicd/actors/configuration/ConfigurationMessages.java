package io.kaicd.actors.configuration;

import io.kaicd.contract.call.Caller;
import io.kaicd.contract.configuration.ChangeOptions;
import io.kaicd.contract.configuration.ChangeResult;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.Difference;
import io.kaicd.contract.configuration.History;
import io.kaicd.contract.configuration.Moment;
import io.kaicd.contract.configuration.Profiles;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.message.ConfigurationProtocol.Ask;
import io.kaicd.message.ConfigurationProtocol.Between;
import io.kaicd.message.ConfigurationProtocol.Differences;
import io.kaicd.message.ConfigurationProtocol.Done;
import io.kaicd.message.ConfigurationProtocol.Page;
import io.kaicd.message.ConfigurationProtocol.Recalled;
import io.kaicd.message.ConfigurationProtocol.TakeBack;
import io.kaicd.message.ConfigurationProtocol.Undo;
import io.kaicd.message.ConfigurationProtocol.Untold;
import io.kaicd.message.ConfigurationProtocol.Versions;
import io.kaicd.message.ConfigurationProtocol.Write;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.ActorSystem;

/** One of every message of the configuration that crosses nodes. */
public final class ConfigurationMessages {
  private ConfigurationMessages() {}

  /** By the name of its golden file. */
  public static Map<String, Object> all(ActorSystem<?> system) {
    Map<String, Object> messages = new TreeMap<>();
    List<ConfigurationWrite> writes =
        List.of(
            new ConfigurationWrite.CreateProfile("mine", "dev"),
            new ConfigurationWrite.DeleteProfile("mine"),
            new ConfigurationWrite.SetParent("mine", ""),
            new ConfigurationWrite.Patch("dev", Json.parse("{\"user\":{\"a\":null,\"b\":1}}")),
            new ConfigurationWrite.Promote(
                "dev", new Precondition.Generation(4), "prod", List.of("services.gpu")),
            new ConfigurationWrite.RollBack("dev", 3),
            new ConfigurationWrite.Activate("prod"),
            new ConfigurationWrite.Import(Json.parse("{\"profiles\":{}}")));
    for (ConfigurationWrite write : writes) {
      ChangeOptions options =
          new ChangeOptions(
              new Caller("key:ci", Set.of("config")), new Precondition.Generation(7), "why", false);
      messages.put(
          "write-" + write.getClass().getSimpleName(),
          new Write(write, options, system.deadLetters()));
    }
    Undo undo = new Undo(9, List.of("dev", "mine"), List.of("mine"), "prod", "dev");
    ChangeOptions byHost = new ChangeOptions(Caller.HOST, Precondition.NONE, "why", false);
    messages.put("take-back", new TakeBack(undo, byHost, system.deadLetters()));
    History.Made made = new History.Made(3, "key:ci", Samples.START, "why", 2);
    messages.put(
        "recalled",
        new Recalled(
            new Write(new ConfigurationWrite.RollBack("dev", 3), byHost, system.deadLetters()),
            made,
            "dev",
            Json.parse("{\"user\":{}}")));
    messages.put(
        "ask-versions", new Ask(new Versions("dev", History.NEWEST, 5), system.deadLetters()));
    messages.put(
        "ask-between",
        new Ask(
            new Between("dev", new Moment.AtVersion(3), new Moment.AtTime(Samples.START)),
            system.deadLetters()));
    messages.put("page", new Page(new History.Versions(List.of(made), true)));
    messages.put(
        "differences", new Differences(List.of(new Difference.Added("/a", Json.parse("1")))));
    messages.put("untold", new Untold(ErrorCode.PROFILE_UNKNOWN.reject("no")));
    TreeMap<String, List<Difference>> differences = new TreeMap<>();
    differences.put(
        "dev",
        List.of(
            new Difference.Added("/a", Json.parse("1")),
            new Difference.Removed("/b", Json.parse("[2]")),
            new Difference.Changed("/c", Json.parse("null"), Json.parse("\"x\""))));
    messages.put(
        "done-written",
        new Done(
            new ChangeResult.Written(
                9,
                true,
                differences,
                new TreeSet<>(Set.of("gpu")),
                List.of("a note"),
                List.of(new Profiles.Own("dev", 9, "", true, true, Json.parse("{}")))),
            undo));
    messages.put(
        "done-refused",
        new Done(new ChangeResult.Refused(ErrorCode.PROFILE_UNKNOWN.reject("no")), Undo.NOTHING));
    return messages;
  }
}
