package io.kaicd.actors.journal;

import io.kaicd.actors.journal.SealedEntity.Sealed;
import io.kaicd.message.StreamProtocol.Change;
import io.kaicd.message.StreamProtocol.Current;
import io.kaicd.message.StreamProtocol.Feed;
import io.kaicd.message.StreamProtocol.Follow;
import io.kaicd.message.StreamProtocol.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/** The views that follow a stream, by node. One that has not said so for a while is forgotten. */
final class Followers<S> {
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final StateCodec<S> states;
  private final RecentChanges recent = new RecentChanges();
  private final Map<String, Follower> byNode = new HashMap<>();

  private record Follower(ActorRef<Feed> ref, Instant heard) {}

  Followers(StateCodec<S> states) {
    this.states = states;
  }

  void remember(SealedRecord record) {
    recent.add(record.seq(), new Change(record.manifest(), record.body()));
  }

  /** Tells all of them what was remembered since. */
  void tellAfter(long seq, Instant now) {
    byNode.values().removeIf(f -> f.heard().plus(SILENCE).isBefore(now));
    // Who lacks what is remembered no longer asks for it by himself.
    recent
        .after(seq)
        .ifPresent(
            all -> all.forEach(changes -> byNode.values().forEach(f -> f.ref().tell(changes))));
  }

  /** Tells a view what it lacks; it hears of what comes from now on. */
  void heard(Follow follow, Sealed<S> sealed, Instant now) {
    byNode.put(follow.node(), new Follower(follow.follower(), now));
    long head = sealed.head().seq();
    if (follow.from() == head) {
      follow.follower().tell(new Current(head));
    } else if (follow.from() < 0) {
      whole(sealed, follow.follower());
    } else {
      recent
          .after(follow.from())
          .ifPresentOrElse(
              changes -> changes.forEach(follow.follower()::tell),
              () -> whole(sealed, follow.follower()));
    }
  }

  private void whole(Sealed<S> sealed, ActorRef<Feed> follower) {
    byte[] bytes = states.encode(sealed.state());
    for (Part part : StateParts.of(sealed.head().seq(), states.manifest(), bytes)) {
      follower.tell(part);
    }
  }
}
