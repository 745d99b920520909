package io.kaicd.actors.registry;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.contract.registry.WriteResult;
import io.kaicd.contract.version.SemVer;
import io.kaicd.message.RegistryProtocol.Done;
import io.kaicd.message.RegistryProtocol.Origin;
import io.kaicd.message.RegistryProtocol.Write;
import io.kaicd.message.StreamProtocol;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorSystem;

/** One of every message of the registry that crosses nodes. */
public final class RegistryMessages {
  private RegistryMessages() {}

  /** By the name of its golden file. */
  public static Map<String, Object> all(ActorSystem<?> system) {
    Origin origin = new Origin("laptop", "central", Set.of("disk"));
    Map<String, Object> messages = new TreeMap<>();
    List<RegistryWrite> writes =
        List.of(
            Samples.install(Samples.definition("1.0.0")),
            new RegistryWrite.RemoveDefinition("chat", SemVer.of("1.0.0")),
            Samples.put("gpu", Samples.service("chat@^1")),
            new RegistryWrite.RemoveService("gpu"),
            new RegistryWrite.QuarantineService("gpu", "it crashed 5 times"),
            new RegistryWrite.ReleaseService("gpu"));
    List<Precondition> preconditions =
        List.of(Precondition.NONE, new Precondition.Absent(), new Precondition.Generation(3));
    for (int i = 0; i < writes.size(); i++) {
      var options = Samples.options(preconditions.get(i % preconditions.size()));
      messages.put(
          "write-" + writes.get(i).getClass().getSimpleName(),
          new Write(writes.get(i), options, origin, system.deadLetters()));
    }
    messages.put("done-written", new Done(new WriteResult.Written(7, 2, true, true, List.of("n"))));
    messages.put(
        "done-refused",
        new Done(
            new WriteResult.Refused(
                ErrorCode.SERVICE_INVALID
                    .reject("no")
                    .withFault(new Fault("/config", "type", "object", "string")))));
    messages.put("follow", new StreamProtocol.Follow("laptop", -1, system.deadLetters()));
    messages.put("current", new StreamProtocol.Current(7));
    messages.put(
        "changes",
        new StreamProtocol.Changes(
            6, List.of(new StreamProtocol.Change("service-removed/1", new byte[] {1, 2, -1}))));
    messages.put("part", new StreamProtocol.Part(7, 0, true, "registry/1", new byte[] {1, 2, -1}));
    messages.put(
        "replica-status",
        new ReplicaStatus(
            "gpu",
            "laptop",
            Phase.DEGRADED,
            3,
            "half-open",
            1,
            2,
            0,
            Map.of("model", List.of("qwen3:8b")),
            ErrorCode.UPSTREAM_CUT.reject("cut"),
            "sha256:ab",
            "sha256:cd"));
    return messages;
  }
}
