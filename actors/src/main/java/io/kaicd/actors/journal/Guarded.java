package io.kaicd.actors.journal;

import io.kaicd.contract.error.Rejection;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a {@link StreamGuardian} gives its entity.
 *
 * @param snapshots whether recovery may begin at one; every record is there without them
 * @param refuse answers a command that is not carried out
 * @param front takes commands, those that the entity has for itself too
 * @param guardian is told how the entity fares
 */
public record Guarded<C>(
    StreamGround ground,
    boolean snapshots,
    BiConsumer<C, Rejection> refuse,
    ActorRef<C> front,
    ActorRef<Told> guardian) {

  /** How an entity fares. */
  public sealed interface Told {}

  /** It has recovered, or has answered its last batch: it takes another. */
  record Ready() implements Told {}

  /** The journal does not hold. */
  record Broken(BrokenJournal failure) implements Told {}

  /** It ends, since it cannot begin at the snapshot that there is. */
  record Unfit(String why) implements Told {}
}
