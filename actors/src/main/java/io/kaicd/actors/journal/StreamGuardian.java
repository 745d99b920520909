package io.kaicd.actors.journal;

import io.kaicd.actors.journal.Guarded.Broken;
import io.kaicd.actors.journal.Guarded.Ready;
import io.kaicd.actors.journal.Guarded.Told;
import io.kaicd.actors.journal.Guarded.Unfit;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a stream's entity. Commands wait here while it is busy, and go to it together; they
 * wait, too, while it starts. A journal that is away is tried again; on one that does not hold
 * nothing is built: writes are refused with the record's name until the node is started on a
 * journal that holds.
 */
public final class StreamGuardian<C> extends AbstractBehavior<Object> {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration MOST = Duration.ofSeconds(10);
  private static final int MOST_WAITING = 1_000;
  private static final int MOST_AT_ONCE = 100;

  private final String stream;
  private final Class<C> commands;
  private final StreamGround ground;
  private final BiFunction<ActorContext<Batch<C>>, Guarded<C>, Behavior<Batch<C>>> entities;
  private final BiConsumer<C, Rejection> refuse;
  private final Props props;
  private final TimerScheduler<Object> timers;
  private final ArrayDeque<Waiting<C>> waiting = new ArrayDeque<>();
  private ActorRef<Batch<C>> entity;
  private boolean ready;
  private @Nullable BrokenJournal broken;
  private Duration pause = FIRST;
  private boolean snapshots = true;

  private record Again() {}

  private record Late() {}

  /**
   * @param until when it is refused, by {@link System#nanoTime}
   */
  private record Waiting<C>(C command, long until) {}

  /**
   * @param commands what the entity is told
   * @param entities makes the entity
   * @param refuse answers a command that is not carried out
   */
  public static <C> Behavior<C> create(
      String stream,
      Class<C> commands,
      StreamGround ground,
      BiFunction<ActorContext<Batch<C>>, Guarded<C>, Behavior<Batch<C>>> entities,
      BiConsumer<C, Rejection> refuse) {
    return create(stream, commands, ground, entities, refuse, Props.empty());
  }

  /**
   * @param props what the entity runs on
   */
  public static <C> Behavior<C> create(
      String stream,
      Class<C> commands,
      StreamGround ground,
      BiFunction<ActorContext<Batch<C>>, Guarded<C>, Behavior<Batch<C>>> entities,
      BiConsumer<C, Rejection> refuse,
      Props props) {
    return Behaviors.<Object>setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new StreamGuardian<>(
                            context, stream, commands, ground, entities, refuse, props, timers)))
        .narrow();
  }

  private StreamGuardian(
      ActorContext<Object> context,
      String stream,
      Class<C> commands,
      StreamGround ground,
      BiFunction<ActorContext<Batch<C>>, Guarded<C>, Behavior<Batch<C>>> entities,
      BiConsumer<C, Rejection> refuse,
      Props props,
      TimerScheduler<Object> timers) {
    super(context);
    this.stream = stream;
    this.commands = commands;
    this.ground = ground;
    this.entities = entities;
    this.refuse = refuse;
    this.props = props;
    this.timers = timers;
    this.entity = started();
  }

  private ActorRef<Batch<C>> started() {
    ActorRef<Object> self = getContext().getSelf();
    Guarded<C> guarded = new Guarded<>(ground, snapshots, refuse, self.narrow(), self.narrow());
    ActorRef<Batch<C>> started =
        getContext()
            .spawnAnonymous(Behaviors.<Batch<C>>setup(own -> entities.apply(own, guarded)), props);
    getContext().watch(started);
    return started;
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(commands, this::onCommand)
        .onMessage(Told.class, this::onTold)
        .onMessageEquals(new Again(), this::onAgain)
        .onMessageEquals(new Late(), this::onLate)
        .onSignal(Terminated.class, gone -> onGone())
        .onSignal(PostStop.class, stop -> onStop())
        .build();
  }

  private Behavior<Object> onCommand(C command) {
    if (broken != null) {
      refuse.accept(command, doesNotHold(broken));
    } else if (waiting.size() == MOST_WAITING) {
      refuse.accept(
          command,
          ErrorCode.STORAGE_UNAVAILABLE.reject(
              "the journal is away or behind, and %d changes wait".formatted(MOST_WAITING)));
    } else {
      waiting.add(new Waiting<>(command, System.nanoTime() + ground.patience().toNanos()));
      send();
      watchWaiting();
    }
    return this;
  }

  private void watchWaiting() {
    if (!waiting.isEmpty() && !timers.isTimerActive(Late.class)) {
      Duration left = Duration.ofNanos(waiting.getFirst().until() - System.nanoTime());
      timers.startSingleTimer(Late.class, new Late(), left.isNegative() ? Duration.ZERO : left);
    }
  }

  /** Refuses what its asker will not wait for any more: it must not be made behind his back. */
  private Behavior<Object> onLate() {
    long now = System.nanoTime();
    while (!waiting.isEmpty() && waiting.getFirst().until() - now <= 0) {
      refuse.accept(
          waiting.remove().command(),
          ErrorCode.STORAGE_UNAVAILABLE.reject("the journal is away or behind; nothing was made"));
    }
    watchWaiting();
    return this;
  }

  private static Rejection doesNotHold(BrokenJournal broken) {
    return ErrorCode.STORAGE_UNAVAILABLE
        .reject(String.valueOf(broken.getMessage()))
        .withRemedy("Restore the data folder from a backup; nothing was written since");
  }

  private void send() {
    if (!ready || waiting.isEmpty()) {
      return;
    }
    List<C> together = new ArrayList<>();
    while (together.size() < MOST_AT_ONCE && !waiting.isEmpty()) {
      together.add(waiting.remove().command());
    }
    ready = false;
    entity.tell(new Batch<>(together));
  }

  private Behavior<Object> onTold(Told told) {
    switch (told) {
      case Ready _ -> {
        pause = FIRST; // the next failure is another one
        ready = true;
        send();
      }
      case Broken(BrokenJournal failure) -> onBroken(failure);
      case Unfit(String why) -> {
        // All that a snapshot holds is in the records, so the next start reads those.
        snapshots = false;
        getContext().getLog().warn("a snapshot is passed over: {}", why);
      }
    }
    return this;
  }

  private void onBroken(BrokenJournal failure) {
    if (broken == null) {
      broken = failure;
      ready = false;
      getContext().getLog().error("stream '{}' does not start: {}", stream, failure.getMessage());
      refuseWaiting(doesNotHold(failure));
    }
  }

  private void refuseWaiting(Rejection why) {
    waiting.forEach(each -> refuse.accept(each.command(), why));
    waiting.clear();
  }

  private Behavior<Object> onGone() {
    ready = false;
    if (broken == null) {
      timers.startSingleTimer(new Again(), pause);
      pause = pause.multipliedBy(2).compareTo(MOST) < 0 ? pause.multipliedBy(2) : MOST;
    }
    return this;
  }

  private Behavior<Object> onAgain() {
    entity = started();
    return this;
  }

  private Behavior<Object> onStop() {
    refuseWaiting(
        ErrorCode.STORAGE_UNAVAILABLE
            .reject("the node that keeps the stream stops")
            .withRemedy("Try again in a moment"));
    return this;
  }
}
