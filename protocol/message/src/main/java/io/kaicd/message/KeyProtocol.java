package io.kaicd.message;

import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.Rejection;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What the keys' entity is asked; it never sees a token. */
public interface KeyProtocol {
  sealed interface Command extends CborSerializable permits Make, Revoke, StreamProtocol.Follow {}

  /**
   * @param hash SHA-256 of the token, in hexadecimal
   */
  record Make(
      String id,
      String hash,
      List<String> scopes,
      @Nullable Instant expires,
      Caller actor,
      ActorRef<Done> replyTo)
      implements Command {}

  record Revoke(String id, Caller actor, ActorRef<Done> replyTo) implements Command {}

  /**
   * @param revision the number of the event, or of the last one
   * @param refusal nothing when it was done
   */
  record Done(long revision, @Nullable Rejection refusal) implements CborSerializable {}
}
