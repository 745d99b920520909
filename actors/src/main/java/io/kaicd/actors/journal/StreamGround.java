package io.kaicd.actors.journal;

import java.time.Clock;
import java.util.function.Consumer;

/**
 * What the entity of a stream stands on.
 *
 * @param onBroken told when the journal does not hold
 */
public record StreamGround(
    Anchor anchor, SpaceGuard space, Clock clock, Consumer<BrokenJournal> onBroken) {}
