package io.kaicd.actors.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.spi.PluginService;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running plugin and all that guards it: its threads, its breaker, the check of its replies. The
 * entity hands it work; everything else happens on the replica's own threads.
 */
final class Replica {
  /** What the entity wants to know of its replica; told on any thread. */
  interface Events {
    void drained(Replica replica);

    void abandoned(Replica replica);

    void crashed(Replica replica, Rejection problem);

    /** Its code failed so often that the breaker opened; it still runs. */
    void misbehaved(Replica replica, Rejection problem);

    void breakerChanged(Replica replica);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

  private final ServiceView started;
  private final HostSettings settings;
  private final Events events;
  private final PluginThreads threads;
  private final Breaker breaker;
  private final HealthRecord health = new HealthRecord();
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile ServiceView observed;
  private volatile boolean draining;
  private volatile @Nullable PluginService plugin;

  Replica(ServiceView started, HostSettings settings, Events events) {
    this.started = started;
    this.observed = started;
    this.settings = settings;
    this.events = events;
    this.threads = new PluginThreads(started.id(), settings.threads(), settings.threadKeepAlive());
    this.breaker =
        new Breaker(
            settings.breakerFailures(),
            settings.breakerPause(),
            settings.breakerDoublings(),
            () -> events.breakerChanged(this));
  }

  /** The service as it was when this replica started. */
  ServiceView started() {
    return started;
  }

  /** The service as it is configured now, by the newest generation that took effect. */
  ServiceView observed() {
    return observed;
  }

  void observed(ServiceView now) {
    observed = now;
  }

  PluginThreads threads() {
    return threads;
  }

  Breaker breaker() {
    return breaker;
  }

  HealthRecord health() {
    return health;
  }

  int inFlight() {
    return inFlight.get();
  }

  long stuckGraceNanos() {
    return settings.stuckGrace().toNanos();
  }

  @Nullable PluginService plugin() {
    return plugin;
  }

  void runs(PluginService service) {
    plugin = service;
  }

  /** Runs a call, or refuses it. */
  void run(Work work) {
    inFlight.incrementAndGet();
    if (!work.begin(this)) {
      left();
      return;
    }
    PluginService service = plugin;
    if (service == null) {
      work.refuse(ErrorCode.SERVICE_STARTING.reject("the replica has not started"));
      return;
    }
    if (!breaker.admits(System.nanoTime())) {
      work.refuse(
          ErrorCode.BREAKER_OPEN.reject(
              started.id() + " failed repeatedly and rests for a moment"));
      return;
    }
    try {
      threads.execute(work, () -> call(service, work));
    } catch (RejectedExecutionException e) {
      work.refuse(ErrorCode.SERVICE_FAILED.reject("the replica has stopped"));
    }
  }

  private void call(PluginService service, Work work) {
    if (work.over()) {
      return;
    }
    try {
      if (work.capability().equals("health") && work.operation().equals("check")) {
        service
            .health()
            .whenComplete(
                (told, failure) -> reply(work, told == null ? null : health.answer(told), failure));
      } else if (work.stream()) {
        work.runs();
        work.open(new FrameStream(work, this, service.stream(work), frames(work)));
      } else {
        work.runs();
        CompletionStage<JsonNode> reply = service.call(work);
        reply.whenComplete((output, failure) -> reply(work, output, failure));
      }
    } catch (Throwable e) {
      reply(work, null, e);
    }
  }

  private FrameStream.Shape frames(Work work) {
    return work.remote() ? settings.remoteFrames() : settings.localFrames();
  }

  private void reply(Work work, @Nullable JsonNode output, @Nullable Throwable failure) {
    if (failure != null) {
      work.refuse(rejection(work, failure));
      return;
    }
    if (output == null) {
      broken(work, ErrorCode.REPLY_INVALID.reject("the plugin answered with nothing"));
      return;
    }
    Rejection wrong = ReplyCheck.refusal(work, output);
    if (wrong != null) {
      broken(work, wrong);
      return;
    }
    breaker.succeeded();
    work.answer(output);
  }

  /** The plugin answered, and not by its contract. */
  private void broken(Work work, Rejection rejection) {
    failed(work, rejection);
    work.refuse(rejection);
  }

  /** What a plugin's failure is to the caller; counts it where it counts. */
  Rejection rejection(Work work, Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof RejectedException refused) {
      Rejection rejection = refused.rejection();
      if (rejection.code().text().startsWith("upstream.") && rejection.code().status() >= 500) {
        failed(work, rejection);
      } else {
        breaker.succeeded();
      }
      return rejection;
    }
    Rejection rejection =
        ErrorCode.PLUGIN_FAILED.reject(
            "the plugin failed with " + cause.getClass().getSimpleName());
    if (!work.over()) {
      // The exception's message may quote a payload: its kind and place are enough.
      LOG.error(
          "call {} on {}: {} at {}",
          work.callId(),
          started.id(),
          cause.getClass().getName(),
          cause.getStackTrace().length == 0 ? "?" : cause.getStackTrace()[0]);
      if (fatal(cause)) {
        breaker.failed(System.nanoTime());
        events.crashed(this, rejection);
      } else {
        failed(work, rejection);
      }
    }
    return rejection;
  }

  /** After these the plugin's code is not to be trusted with another call. */
  private static boolean fatal(Throwable cause) {
    return cause instanceof LinkageError
        || (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError));
  }

  void failed(Work work, Rejection rejection) {
    if (breaker.failed(System.nanoTime())) {
      LOG.warn(
          "{}: breaker opened, last by call {}: {}", started.id(), work.callId(), rejection.code());
      if (rejection.code() == ErrorCode.PLUGIN_FAILED) {
        events.misbehaved(this, rejection);
      }
    }
  }

  void succeeded() {
    breaker.succeeded();
  }

  void left() {
    if (inFlight.decrementAndGet() == 0 && draining) {
      events.drained(this);
    }
  }

  /** Takes no more work and tells when the last has ended. */
  void drain() {
    draining = true;
    if (inFlight.get() == 0) {
      events.drained(this);
    }
  }

  /**
   * @param what it is that they still work for
   */
  void abandon(Object owner, String what) {
    int count = threads.abandon(owner);
    if (count > 0) {
      LOG.error("{}: gave up {} thread(s) that {} left running", started.id(), count, what);
      events.abandoned(this);
    }
  }

  /**
   * Closes the plugin on its own threads, and lets the threads go.
   *
   * @return completes when it has closed, or when patience ends
   */
  CompletableFuture<@Nullable Void> close(Duration patience) {
    CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
    PluginService service = plugin;
    plugin = null;
    try {
      if (service == null) {
        threads.closeNow();
        closed.complete(null);
      } else {
        threads.execute(service, () -> closeQuietly(service, closed));
        threads.close();
      }
    } catch (RejectedExecutionException e) {
      closed.complete(null); // closed before
    }
    return closed
        .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((done, failure) -> threads.closeNow());
  }

  private void closeQuietly(PluginService service, CompletableFuture<@Nullable Void> closed) {
    try {
      service.close();
    } catch (Throwable e) {
      LOG.warn("{}: closing failed with {}", started.id(), e.getClass().getName());
    } finally {
      closed.complete(null);
    }
  }
}
