package io.kaicd.message;

import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.ServiceSpec;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.contract.registry.WriteResult;
import io.kaicd.contract.version.SemVer;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** What the registry entity is asked; views follow it by {@link StreamProtocol}. */
public interface RegistryProtocol {
  sealed interface Command extends CborSerializable permits Write, StreamProtocol.Follow {}

  /** A change, with the node that took it: a service whose data is a node's is placed there. */
  record Write(RegistryWrite write, WriteOptions options, Origin origin, ActorRef<Done> replyTo)
      implements Command {}

  record Origin(String node, String role, Set<String> traits) {}

  record Done(WriteResult result) implements CborSerializable {}

  /**
   * @param quarantine its reason, empty when there is none
   */
  record ServiceEntry(
      String id,
      long generation,
      long created,
      ServiceSpec spec,
      SemVer resolved,
      String quarantine) {}
}
