package io.kaicd.message;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** How a view follows the entity of an event stream, whatever the stream holds. */
public interface StreamProtocol {
  /**
   * Follow from a revision on, or say that one still does; to be said again within seconds.
   * Answered with what the follower lacks, or with the head.
   *
   * @param from the number of the last event that the follower knows, -1 for none
   */
  record Follow(String node, long from, ActorRef<Feed> follower)
      implements RegistryProtocol.Command,
          ConfigurationProtocol.Command,
          KeyProtocol.Command,
          AuditProtocol.Command {}

  sealed interface Feed extends CborSerializable {}

  /** Nothing is missing up to here. */
  record Current(long revision) implements Feed {}

  /** The events after a revision, in order, as the journal has them. */
  record Changes(long after, List<Change> changes) implements Feed {}

  @SuppressWarnings("ArrayRecordComponent")
  record Change(String manifest, byte[] body) {}

  /**
   * A part of the whole state, for a follower that is too far behind.
   *
   * @param manifest the type and version of the state's bytes
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Part(long revision, int index, boolean last, String manifest, byte[] bytes)
      implements Feed {}
}
