package io.kaicd.actors.registry;

import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.WriteResult;
import io.kaicd.message.RegistryProtocol.Command;
import io.kaicd.message.RegistryProtocol.Done;
import io.kaicd.message.RegistryProtocol.Write;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the registry's entity when it fails. A journal that is away is tried again; on
 * one that does not hold nothing is built: writes are refused with the record's name until the node
 * is started on a journal that holds.
 */
final class RegistryGuardian extends AbstractBehavior<Object> {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration MOST = Duration.ofSeconds(10);
  private static final int HELD = 1_000;

  private final RegistryEntity.Ground ground;
  private final TimerScheduler<Object> timers;
  private final StashBuffer<Object> held;
  private @Nullable ActorRef<Command> entity;
  private @Nullable BrokenJournal broken;
  private Duration pause = FIRST;

  private record Broken(BrokenJournal failure) {}

  private record Ending() {}

  private record Again() {}

  static Behavior<Command> create(RegistryEntity.Ground ground) {
    return Behaviors.<Object>setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        Behaviors.withStash(
                            HELD, held -> new RegistryGuardian(context, ground, timers, held))))
        .narrow();
  }

  private RegistryGuardian(
      ActorContext<Object> context,
      RegistryEntity.Ground ground,
      TimerScheduler<Object> timers,
      StashBuffer<Object> held) {
    super(context);
    this.timers = timers;
    this.held = held;
    this.ground =
        new RegistryEntity.Ground(
            ground.decider(),
            ground.anchor(),
            ground.space(),
            ground.clock(),
            failure -> {
              context.getSelf().tell(new Broken(failure));
              ground.onBroken().accept(failure);
            },
            () -> context.getSelf().tell(new Ending()));
    start();
  }

  private void start() {
    ActorRef<Command> started =
        getContext()
            .spawnAnonymous(
                Behaviors.<Command>setup(context -> new RegistryEntity(context, ground)),
                // The anchor is forced to the disk on the entity's thread.
                DispatcherSelector.blocking());
    getContext().watch(started);
    entity = started;
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Command.class, this::onCommand)
        .onMessage(Broken.class, this::onBroken)
        .onMessageEquals(new Ending(), this::onEnding)
        .onMessageEquals(new Again(), this::onAgain)
        .onSignal(Terminated.class, gone -> onGone())
        .build();
  }

  private Behavior<Object> onCommand(Command command) {
    if (broken != null) {
      refuse(
          command,
          ErrorCode.STORAGE_UNAVAILABLE
              .reject(String.valueOf(broken.getMessage()))
              .withRemedy("Restore the data folder from a backup; nothing was changed"));
    } else if (entity != null) {
      entity.tell(command);
    } else if (held.isFull()) {
      refuse(command, ErrorCode.STORAGE_UNAVAILABLE.reject("the journal is away"));
    } else {
      held.stash(command);
    }
    return this;
  }

  private static void refuse(Command command, Rejection why) {
    if (command instanceof Write write) {
      write.replyTo().tell(new Done(new WriteResult.Refused(why)));
    }
  }

  private Behavior<Object> onBroken(Broken message) {
    if (broken == null) {
      broken = message.failure();
      getContext().getLog().error("the registry does not start: {}", broken.getMessage());
    }
    return held.unstashAll(this);
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
