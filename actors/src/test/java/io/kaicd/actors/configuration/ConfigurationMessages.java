package io.kaicd.actors.configuration;

import io.kaicd.contract.call.Caller;
import io.kaicd.contract.configuration.ChangeOptions;
import io.kaicd.contract.configuration.ChangeResult;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.Difference;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.message.ConfigurationProtocol.Done;
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
                9, true, differences, new TreeSet<>(Set.of("gpu")), List.of("a note")),
            writes));
    messages.put(
        "done-refused",
        new Done(new ChangeResult.Refused(ErrorCode.PROFILE_UNKNOWN.reject("no")), List.of()));
    return messages;
  }
}
