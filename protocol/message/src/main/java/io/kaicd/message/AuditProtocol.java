package io.kaicd.message;

import io.kaicd.contract.audit.AuditLine;
import io.kaicd.contract.error.Rejection;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What the audit's entity is asked. */
public interface AuditProtocol {
  sealed interface Command extends CborSerializable permits Keep, Begin, StreamProtocol.Follow {}

  /**
   * Keep what a node has counted. It may be sent again until it is answered, and is kept once.
   *
   * @param run which run of the node; its numbers begin anew with each
   * @param number of this message in the run, from 1; sent only when the one before was kept
   * @param from since when it was counted
   */
  record Keep(
      String node,
      String run,
      long number,
      Instant from,
      Instant to,
      List<AuditLine.Denied> denials,
      List<AuditLine.Used> uses,
      ActorRef<Done> replyTo)
      implements Command {
    public Keep {
      denials = List.copyOf(denials);
      uses = List.copyOf(uses);
    }
  }

  /** A secret is about to be used on a node, by whom and for what. */
  record Begin(
      String node, Instant at, String secret, String service, String actor, ActorRef<Done> replyTo)
      implements Command {}

  /**
   * @param number of the message that it answers, 0 of a {@link Begin}
   * @param refusal nothing when it was kept, now or before
   */
  record Done(long number, @Nullable Rejection refusal) implements CborSerializable {}
}
