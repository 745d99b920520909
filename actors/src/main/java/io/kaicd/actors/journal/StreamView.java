package io.kaicd.actors.journal;

import io.kaicd.message.StreamProtocol.Feed;
import io.kaicd.message.StreamProtocol.Follow;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** A node's copy of a stream: follows the entity by revision, and hands each new state on. */
public final class StreamView<S, E> extends AbstractBehavior<StreamView.Message> {
  public sealed interface Message {}

  /** Completed when the state that was handed on holds a revision. */
  public record Await(long revision, CompletableFuture<Boolean> reached) implements Message {}

  private record Fed(Feed feed) implements Message {}

  private record FollowNow() implements Message {}

  private final StreamFollower<S, E> following;
  private final Consumer<S> onState;
  private final PriorityQueue<Await> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Await::revision));

  /**
   * @param entity whom to follow
   * @param every how often to say that one still does
   * @param onState told each state, in order, on the view's own thread
   */
  public static <S, E> Behavior<Message> create(
      EventStream<S, E> stream,
      String node,
      Duration every,
      Consumer<Follow> entity,
      Consumer<S> onState) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new StreamView<>(context, timers, stream, node, every, entity, onState)));
  }

  private StreamView(
      ActorContext<Message> context,
      TimerScheduler<Message> timers,
      EventStream<S, E> stream,
      String node,
      Duration every,
      Consumer<Follow> entity,
      Consumer<S> onState) {
    super(context);
    this.onState = onState;
    ActorRef<Feed> feed = context.messageAdapter(Feed.class, Fed::new);
    this.following =
        new StreamFollower<>(
            stream, from -> entity.accept(new Follow(node, from, feed)), context.getLog());
    timers.startTimerWithFixedDelay(new FollowNow(), Duration.ZERO, every);
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::onMessage).build();
  }

  private Behavior<Message> onMessage(Message message) {
    switch (message) {
      case Fed(Feed feed) -> {
        if (following.take(feed)) {
          show();
        }
      }
      case Await await -> {
        waiting.add(await);
        tellWaiting();
      }
      case FollowNow _ -> following.follow();
    }
    return this;
  }

  private void show() {
    try {
      onState.accept(following.state());
    } catch (RuntimeException e) { // a view that ends would stay as it is for good
      getContext().getLog().error("a state could not be shown", e);
      return;
    }
    tellWaiting();
  }

  private void tellWaiting() {
    while (following.any()
        && !waiting.isEmpty()
        && waiting.element().revision() <= following.revision()) {
      waiting.remove().reached().complete(true);
    }
  }
}
