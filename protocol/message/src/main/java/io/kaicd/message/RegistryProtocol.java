package io.kaicd.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.ServiceSpec;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.contract.registry.WriteResult;
import io.kaicd.contract.version.SemVer;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** What the registry entity is asked, and what it tells the views that follow it. */
public interface RegistryProtocol {
  sealed interface Command extends CborSerializable {}

  /** A change, with the node that took it: a service whose data is a node's is placed there. */
  record Write(RegistryWrite write, WriteOptions options, Origin origin, ActorRef<Done> replyTo)
      implements Command {}

  record Origin(String node, String role, Set<String> traits) {}

  record Done(WriteResult result) implements CborSerializable {}

  /**
   * Follow from a revision on, or say that one still does; to be said again within seconds.
   * Answered with what the follower lacks, or with the head.
   */
  record Follow(String node, long from, ActorRef<Feed> follower) implements Command {}

  sealed interface Feed extends CborSerializable {}

  /** Nothing is missing up to here. */
  record Current(long revision) implements Feed {}

  /** The events after a revision, in order, as the journal has them. */
  record Changes(long after, List<Change> changes) implements Feed {}

  @SuppressWarnings("ArrayRecordComponent")
  record Change(String manifest, byte[] body) {}

  /** A part of the whole state, for a follower that is too far behind. */
  record Page(
      long revision,
      int index,
      boolean last,
      List<JsonNode> definitions,
      List<ServiceEntry> services)
      implements Feed {}

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
