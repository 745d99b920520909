package io.kaicd.actors.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.egress.Behalf;
import io.kaicd.contract.capability.Operation;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.version.SemVer;
import io.kaicd.spi.Invocation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One call on the replica that runs it: what the plugin sees of it, and its one end. It is over
 * when it was answered, refused, cancelled or late; a plugin that goes on after that works for
 * nobody: it is interrupted, runs after all others, and after a grace its thread is given up.
 */
public final class Work implements Invocation, Deadlines.Timed {
  /** How it is answered, and to whom. */
  public enum Kind {
    UNARY,
    STREAM,
    REMOTE_STREAM
  }

  private static final int WAITING = 0;
  private static final int RUNNING = 1;
  private static final int OVER = 2;

  private final String callId;
  private final String service;
  private final long generation;
  private final SemVer contract;
  private final Operation operation;
  private final JsonNode input;
  private final Kind kind;
  private final long deadline;
  private final Behalf behalf;
  private final Outcome outcome;
  private final Deadlines deadlines;

  private final AtomicBoolean told = new AtomicBoolean();
  private final AtomicInteger state = new AtomicInteger(WAITING);
  private volatile boolean cancelled;
  private volatile boolean ran;
  private volatile long stoppedAt;
  private volatile int upstreamStatus;
  private volatile @Nullable Replica replica;
  private volatile @Nullable FrameStream frames;
  private boolean demoted; // of the clock's thread
  private @Nullable List<Runnable> onCancel;

  /**
   * @param deadline by {@link System#nanoTime}
   */
  public Work(
      String callId,
      String service,
      long generation,
      SemVer contract,
      Operation operation,
      JsonNode input,
      Kind kind,
      long deadline,
      Behalf behalf,
      Outcome outcome,
      Deadlines deadlines) {
    this.callId = callId;
    this.service = service;
    this.generation = generation;
    this.contract = contract;
    this.operation = operation;
    this.input = input;
    this.kind = kind;
    this.deadline = deadline;
    this.behalf = behalf;
    this.outcome = outcome;
    this.deadlines = deadlines;
    deadlines.add(this);
  }

  @Override
  public String callId() {
    return callId;
  }

  @Override
  public String capability() {
    return operation.capability();
  }

  @Override
  public SemVer contract() {
    return contract;
  }

  @Override
  public String operation() {
    return operation.name();
  }

  @Override
  public JsonNode input() {
    return input;
  }

  @Override
  public Instant deadline() {
    return Instant.now().plusNanos(deadline - System.nanoTime());
  }

  @Override
  public boolean cancelled() {
    return cancelled;
  }

  @Override
  public void onCancel(Runnable action) {
    synchronized (this) {
      if (!cancelled) {
        if (onCancel == null) {
          onCancel = new ArrayList<>(2);
        }
        onCancel.add(action);
        return;
      }
    }
    runAside(action);
  }

  @Override
  public void upstreamStatus(int status) {
    upstreamStatus = status;
  }

  public int upstreamStatus() {
    return upstreamStatus;
  }

  public boolean ran() {
    return ran;
  }

  String service() {
    return service;
  }

  /** For whom its plugin code runs. */
  Behalf behalf() {
    return behalf;
  }

  long generation() {
    return generation;
  }

  Operation spec() {
    return operation;
  }

  boolean stream() {
    return kind != Kind.UNARY;
  }

  /** Whether another node reads the frames. */
  boolean remote() {
    return kind == Kind.REMOTE_STREAM;
  }

  boolean runsOn(Replica at) {
    return replica == at && !over();
  }

  boolean waiting() {
    return state.get() == WAITING;
  }

  boolean over() {
    return state.get() == OVER;
  }

  /** Stops it for its caller. */
  public void cancel() {
    stop(ErrorCode.CALL_CANCELLED.reject("the caller left"));
  }

  /** Ends it without an answer of the plugin's. */
  public void stop(Rejection rejection) {
    FrameStream open = frames;
    if (open != null) {
      open.fail(rejection);
    } else {
      refuse(rejection, true);
    }
  }

  // --- what the replica does with it -----------------------------------------------------------

  /** Whether it may start: it has not ended meanwhile. */
  boolean begin(Replica by) {
    replica = by;
    return state.compareAndSet(WAITING, RUNNING);
  }

  void runs() {
    ran = true;
  }

  void answer(JsonNode output) {
    if (finish(false) && told.compareAndSet(false, true)) {
      outcome.output(output, this);
    }
  }

  void open(FrameStream stream) {
    frames = stream;
    if (told.compareAndSet(false, true)) {
      outcome.opened(stream, this);
    } else {
      stream.cancel();
    }
  }

  public void refuse(Rejection rejection) {
    refuse(rejection, false);
  }

  private void refuse(Rejection rejection, boolean stop) {
    if (finish(stop) && told.compareAndSet(false, true)) {
      outcome.refused(rejection, ran, this);
    }
  }

  /**
   * Ends it, once.
   *
   * @param stop whether the plugin may still be at it
   */
  boolean finish(boolean stop) {
    if (stop) {
      stoppedAt = System.nanoTime(); // before it is over: a tick may look in between
    }
    int was = state.getAndSet(OVER);
    if (was == OVER) {
      return false;
    }
    Replica at = replica;
    if (was == WAITING || at == null) {
      deadlines.remove(this);
      outcome.over(this);
      return true;
    }
    if (stop) {
      tellPlugin();
      at.threads().interrupt(this);
    } else {
      deadlines.remove(this);
    }
    at.left();
    outcome.over(this);
    return true;
  }

  private void tellPlugin() {
    List<Runnable> actions;
    synchronized (this) {
      cancelled = true;
      actions = onCancel == null ? List.of() : onCancel;
      onCancel = null;
    }
    actions.forEach(Work::runAside);
  }

  /** On a thread of the host's that a blocking action costs nothing. */
  static void runAside(Runnable action) {
    Thread.ofVirtual().name("kai-cancel").start(action);
  }

  @Override
  public void tick(long now) {
    Replica at = replica;
    if (!over()) {
      if (now - deadline >= 0) {
        stop(
            ErrorCode.CALL_DEADLINE.reject(
                "no end within the operation's " + operation.deadline()));
      } else {
        FrameStream open = frames;
        if (open != null) {
          open.tick(now);
        }
      }
    } else if (stoppedAt == 0 || at == null || !at.threads().worksFor(this)) {
      deadlines.remove(this);
    } else if (now - stoppedAt >= at.stuckGraceNanos()) {
      deadlines.remove(this);
      at.abandon(this, "call " + callId);
    } else if (!demoted) {
      demoted = true;
      at.threads().demote(this);
    }
  }
}
