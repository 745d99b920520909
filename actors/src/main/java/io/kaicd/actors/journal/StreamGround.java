package io.kaicd.actors.journal;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What the entity of a stream stands on.
 *
 * @param patience how long a command waits for the journal: a little less than who asks does
 * @param onBroken told when the journal does not hold
 */
public record StreamGround(
    Anchor anchor,
    SpaceGuard space,
    Clock clock,
    Duration patience,
    Consumer<BrokenJournal> onBroken) {}
