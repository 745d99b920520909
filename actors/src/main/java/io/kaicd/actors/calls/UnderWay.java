package io.kaicd.actors.calls;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.host.Deadlines;
import io.kaicd.actors.host.Outcome;
import io.kaicd.actors.host.Work;
import io.kaicd.contract.call.CallInfo;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.call.PendingCall;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.call.Usage;
import io.kaicd.contract.capability.Operation;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A call from its entry to its end, on the node that it came in by. */
abstract sealed class UnderWay<R extends Reply> implements PendingCall<R>, Outcome, Deadlines.Timed
    permits UnaryCall, StreamCall {
  private record Routed(Contracts.Known contract, Operation operation) {}

  private final CallRouter router;
  private final CallRequest request;
  private final String callId = CallIds.next();
  private final Instant startedAt = Instant.now();
  private final long started = System.nanoTime();
  private final AtomicBoolean ended = new AtomicBoolean();
  protected final CompletableFuture<R> reply = new CompletableFuture<>();
  private CallInfo info = CallInfo.nowhere(callId);
  private @Nullable Routed routed;
  private volatile boolean cancelled;
  private volatile @Nullable Work work;
  private volatile boolean remote;
  private volatile int attempts;
  private volatile int upstreamStatus;
  private volatile long firstByte;
  private String admittedTo = "";
  private boolean admittedAway;
  private volatile boolean admitted;

  UnderWay(CallRouter router, CallRequest request) {
    this.router = router;
    this.request = request;
  }

  @Override
  public final String callId() {
    return callId;
  }

  @Override
  public final CompletionStage<R> reply() {
    return reply;
  }

  @Override
  public final void cancel() {
    cancelled = true;
    Work here = work;
    if (here != null) {
      here.cancel();
    } else if (remote) {
      router.cancelAway(this);
      cancelledRemotely();
    }
  }

  abstract boolean stream();

  /** Whether its caller has a stream, which then tells how it ends. */
  abstract boolean opened();

  /** Answers the caller with a refusal, if it has not been answered; records it. */
  abstract void refuse(Rejection rejection, boolean ran);

  /** The other node has been told; what this node still owes its caller. */
  abstract void cancelledRemotely();

  abstract void answered(JsonNode output);

  abstract void framesFrom(Flow.Publisher<Frame> frames);

  // --- what the router knows of it ---------------------------------------------------------------

  CallRequest request() {
    return request;
  }

  CallInfo info() {
    return info;
  }

  long started() {
    return started;
  }

  Instant startedAt() {
    return startedAt;
  }

  boolean cancelled() {
    return cancelled;
  }

  int attempts() {
    return attempts;
  }

  int upstreamStatus() {
    return upstreamStatus;
  }

  /** Nanoseconds from the start to the first chunk, 0 when there was none. */
  long firstByte() {
    return firstByte;
  }

  Operation operation() {
    return routed().operation();
  }

  /** The contract of the service that it goes to. */
  Contracts.Known contract() {
    return routed().contract();
  }

  private Routed routed() {
    Routed known = routed;
    if (known == null) {
      throw new IllegalStateException("the call has not been routed");
    }
    return known;
  }

  long deadline() {
    return started + operation().deadline().toNanos();
  }

  boolean remote() {
    return remote;
  }

  void routed(Route.To to, Contracts.Known contract, Operation operation) {
    info = new CallInfo(callId, to.service().id(), to.node(), contract.ref());
    routed = new Routed(contract, operation);
  }

  void admitted(boolean away) {
    admittedTo = info.service();
    admittedAway = away;
    admitted = true;
  }

  boolean admittedAway() {
    return admittedAway;
  }

  String admittedTo() {
    return admittedTo;
  }

  boolean isAdmitted() {
    return admitted;
  }

  void sentHere(Work here) {
    attempts = attempts() + 1;
    remote = false;
    work = here;
  }

  void sentAway() {
    attempts = attempts() + 1;
    work = null;
    remote = true;
  }

  void firstByteNow() {
    if (firstByte == 0) {
      firstByte = System.nanoTime() - started;
    }
  }

  void upstream(int status) {
    upstreamStatus = status;
  }

  boolean over() {
    return ended.get();
  }

  /** Ends it, once: counts it out and writes it down. */
  boolean end(long chunks, Usage usage, boolean ran, @Nullable Rejection problem) {
    if (!ended.compareAndSet(false, true)) {
      return false;
    }
    router.ended(this, chunks, usage, ran, problem);
    return true;
  }

  // --- what the replica answers ------------------------------------------------------------------

  @Override
  public final void output(JsonNode output, Work by) {
    upstream(by.upstreamStatus());
    answered(output);
  }

  @Override
  public final void opened(Flow.Publisher<Frame> frames, Work by) {
    framesFrom(frames);
  }

  @Override
  public final void refused(Rejection rejection, boolean ran, Work by) {
    failed(rejection, ran, by.upstreamStatus());
  }

  /** One attempt failed; another follows where that is allowed. */
  final void failed(Rejection rejection, boolean ran, int status) {
    upstream(status);
    if (over()) {
      return;
    }
    if (cancelled || !router.tryAgain(this, rejection, ran)) {
      refuse(rejection, ran);
    }
  }

  /** Only for what waits for another node: a little after that node should have ended it. */
  @Override
  public void tick(long now) {
    if (now - deadline() > CallRouter.REMOTE_GRACE_NANOS) {
      cancel();
      refuse(
          ErrorCode.CALL_DEADLINE.reject("no end within the operation's " + operation().deadline()),
          true);
    }
  }
}
