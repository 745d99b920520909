package io.kaicd.actors.journal;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a stream's entity when it fails. A journal that is away is tried again; on one
 * that does not hold nothing is built: writes are refused with the record's name until the node is
 * started on a journal that holds.
 */
public final class StreamGuardian<C> extends AbstractBehavior<Object> {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration MOST = Duration.ofSeconds(10);
  private static final int HELD = 1_000;

  private final String stream;
  private final Class<C> commands;
  private final StreamGround ground;
  private final BiFunction<ActorContext<C>, StreamGround, Behavior<C>> entities;
  private final BiConsumer<C, Rejection> refuse;
  private final Props props;
  private final TimerScheduler<Object> timers;
  private final StashBuffer<Object> held;
  private @Nullable ActorRef<C> entity;
  private @Nullable BrokenJournal broken;
  private Duration pause = FIRST;
  private boolean snapshots = true;

  private record Broken(BrokenJournal failure) {}

  private record Started() {}

  private record Ending() {}

  private record Again() {}

  private record Unfit(String why) {}

  /**
   * @param commands what the entity is told
   * @param entities makes the entity, on the ground that it is given
   * @param refuse answers a command that nobody will take
   */
  public static <C> Behavior<C> create(
      String stream,
      Class<C> commands,
      StreamGround ground,
      BiFunction<ActorContext<C>, StreamGround, Behavior<C>> entities,
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
      BiFunction<ActorContext<C>, StreamGround, Behavior<C>> entities,
      BiConsumer<C, Rejection> refuse,
      Props props) {
    return Behaviors.<Object>setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        Behaviors.withStash(
                            HELD,
                            held ->
                                new StreamGuardian<>(
                                    context, stream, commands, ground, entities, refuse, props,
                                    timers, held))))
        .narrow();
  }

  private StreamGuardian(
      ActorContext<Object> context,
      String stream,
      Class<C> commands,
      StreamGround ground,
      BiFunction<ActorContext<C>, StreamGround, Behavior<C>> entities,
      BiConsumer<C, Rejection> refuse,
      Props props,
      TimerScheduler<Object> timers,
      StashBuffer<Object> held) {
    super(context);
    this.stream = stream;
    this.commands = commands;
    this.entities = entities;
    this.refuse = refuse;
    this.props = props;
    this.timers = timers;
    this.held = held;
    this.ground = ground;
    start();
  }

  /** The ground, with this guardian told of what becomes of the entity. */
  private StreamGround guarded() {
    return new StreamGround(
        ground.anchor(),
        ground.space(),
        ground.clock(),
        failure -> {
          getContext().getSelf().tell(new Broken(failure));
          ground.onBroken().accept(failure);
        },
        () -> getContext().getSelf().tell(new Started()),
        () -> getContext().getSelf().tell(new Ending()),
        snapshots,
        why -> getContext().getSelf().tell(new Unfit(why)));
  }

  private void start() {
    StreamGround guarded = guarded();
    ActorRef<C> started =
        getContext().spawnAnonymous(Behaviors.<C>setup(own -> entities.apply(own, guarded)), props);
    getContext().watch(started);
    entity = started;
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(commands, this::onCommand)
        .onMessage(Broken.class, this::onBroken)
        .onMessage(Unfit.class, this::onUnfit)
        .onMessageEquals(new Started(), this::onStarted)
        .onMessageEquals(new Ending(), this::onEnding)
        .onMessageEquals(new Again(), this::onAgain)
        .onSignal(Terminated.class, gone -> onGone())
        .build();
  }

  private Behavior<Object> onCommand(C command) {
    if (broken != null) {
      refuse.accept(
          command,
          ErrorCode.STORAGE_UNAVAILABLE
              .reject(String.valueOf(broken.getMessage()))
              .withRemedy("Restore the data folder from a backup; nothing was written since"));
    } else if (entity != null) {
      entity.tell(command);
    } else if (held.isFull()) {
      refuse.accept(command, ErrorCode.STORAGE_UNAVAILABLE.reject("the journal is away"));
    } else {
      held.stash(command);
    }
    return this;
  }

  private Behavior<Object> onBroken(Broken message) {
    if (broken == null) {
      broken = message.failure();
      getContext().getLog().error("stream '{}' does not start: {}", stream, broken.getMessage());
    }
    return held.unstashAll(this);
  }

  /** All that a snapshot holds is in the records, so the next start reads those. */
  private Behavior<Object> onUnfit(Unfit unfit) {
    snapshots = false;
    getContext().getLog().warn("a snapshot is passed over: {}", unfit.why());
    return this;
  }

  /** The next failure is another one. */
  private Behavior<Object> onStarted() {
    pause = FIRST;
    return this;
  }

  private Behavior<Object> onEnding() {
    entity = null;
    return this;
  }

  private Behavior<Object> onGone() {
    entity = null;
    if (broken == null) {
      timers.startSingleTimer(new Again(), pause);
      pause = pause.multipliedBy(2).compareTo(MOST) < 0 ? pause.multipliedBy(2) : MOST;
    }
    return this;
  }

  private Behavior<Object> onAgain() {
    start();
    return held.unstashAll(this);
  }
}
