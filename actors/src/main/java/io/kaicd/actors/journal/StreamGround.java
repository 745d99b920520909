package io.kaicd.actors.journal;

import java.time.Clock;
import java.util.function.Consumer;

/**
 * What the entity of a stream stands on.
 *
 * @param onBroken told when the journal does not hold
 * @param onStarted told when the entity has recovered
 * @param onEnding told when the entity is about to end, before it answers its last writer
 * @param snapshots whether recovery may begin at one; every record is there without them
 * @param onUnfitSnapshot told why the entity ends when it cannot begin at a snapshot
 */
public record StreamGround(
    Anchor anchor,
    SpaceGuard space,
    Clock clock,
    Consumer<BrokenJournal> onBroken,
    Runnable onStarted,
    Runnable onEnding,
    boolean snapshots,
    Consumer<String> onUnfitSnapshot) {

  public StreamGround(
      Anchor anchor, SpaceGuard space, Clock clock, Consumer<BrokenJournal> onBroken) {
    this(anchor, space, clock, onBroken, () -> {}, () -> {}, true, why -> {});
  }
}
