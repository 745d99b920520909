package io.kaicd.actors.secrets;

import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.Rejection;
import io.kaicd.message.CborSerializable;
import io.kaicd.message.StreamProtocol.Follow;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * What the vault's entity is asked. It never sees a passphrase, a key or a value: all that it is
 * given is sealed.
 */
interface VaultProtocol {
  sealed interface Command extends CborSerializable {}

  /**
   * @param key what the change needs; put into the store before the event
   */
  record Change(
      VaultCommand command, @Nullable WrappedKey key, Caller actor, ActorRef<Done> replyTo)
      implements Command {}

  /** For a node that has no store of its own. */
  record FetchKeys(List<String> ids, ActorRef<Keys> replyTo) implements Command {
    public FetchKeys {
      ids = List.copyOf(ids);
    }
  }

  /** To look for data keys that nothing needs. */
  record Sweep() implements Command {}

  /**
   * What a sweep came to.
   *
   * @param destroyed ids of those that are gone
   * @param strays ids of those that the stream does not speak of
   */
  record Swept(List<String> destroyed, List<String> strays) implements Command {
    public Swept {
      destroyed = List.copyOf(destroyed);
      strays = List.copyOf(strays);
    }
  }

  record Followed(Follow follow) implements Command {}

  /**
   * @param revision the number of the event, or of the last one
   * @param refusal nothing when it was done
   */
  record Done(long revision, @Nullable Rejection refusal) implements CborSerializable {}

  /**
   * @param keys those of the asked that are there
   * @param refusal nothing when the store could be read
   */
  record Keys(List<WrappedKey> keys, @Nullable Rejection refusal) implements CborSerializable {
    public Keys {
      keys = List.copyOf(keys);
    }
  }
}
