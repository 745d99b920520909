package io.kaicd.actors.calls;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.registry.NodeRegistry;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.call.Calls;
import io.kaicd.contract.call.PendingCall;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.call.Usage;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.capability.Operation;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one way in. A call is validated once, routed by a look at the node's view, counted, and sent;
 * once more where that can do no harm and may help.
 */
public final class CallRouter implements Calls {
  /** How much later than the other node this one gives up a call. */
  static final long REMOTE_GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final NodeRegistry registry;
  private final Contracts contracts;
  private final Routing routing;
  private final Admission admission;
  private final Dispatch dispatch;
  private final CallRecorder recorder;

  CallRouter(
      NodeIdentity node,
      NodeRegistry registry,
      ContractCatalog catalog,
      Admission admission,
      Dispatch dispatch,
      CallRecorder recorder) {
    this.registry = registry;
    this.contracts = new Contracts(catalog);
    this.routing = new Routing(node.id(), contracts);
    this.admission = admission;
    this.dispatch = dispatch;
    this.recorder = recorder;
  }

  @Override
  public PendingCall<Reply.Unary> unary(CallRequest request) {
    UnaryCall call = new UnaryCall(this, request);
    enter(call, Operation.Mode.UNARY);
    return call;
  }

  @Override
  public PendingCall<Reply.Streamed> stream(CallRequest request) {
    StreamCall call = new StreamCall(this, request);
    enter(call, Operation.Mode.STREAM);
    return call;
  }

  // --- before anything is sent -------------------------------------------------------------------

  private void enter(UnderWay<?> call, Operation.Mode mode) {
    CallRequest request = call.request();
    Contracts.Known best = contracts.best(request.capability(), request.contract());
    if (best == null) {
      call.refuse(
          contracts.known(request.capability())
              ? ErrorCode.CONTRACT_UNSUPPORTED.reject(
                  "this node knows no " + request.capability() + " " + request.contract())
              : ErrorCode.CAPABILITY_UNKNOWN.reject("there is no capability of that name"),
          false);
      return;
    }
    Operation operation = best.contract().operation(request.operation());
    Rejection wrong = CallChecks.refusal(request, operation, mode);
    if (wrong != null || operation == null) {
      call.refuse(wrong == null ? CallChecks.unknown(request) : wrong, false);
      return;
    }
    Route route = route(request, operation, "");
    switch (route) {
      case Route.To to -> send(call, to, mode);
      case Route.Nowhere(Rejection rejection) -> {
        // What can never succeed is said first.
        Rejection invalid = CallChecks.invalid(request, operation);
        call.refuse(invalid == null ? rejection : invalid, false);
      }
    }
  }

  private Route route(CallRequest request, Operation operation, String avoid) {
    return routing.route(
        registry.view(),
        request.target(),
        request.capability(),
        request.contract(),
        operation.routingKey(),
        operation.routingValue(request.input()),
        avoid,
        request.caller().local());
  }

  private void send(UnderWay<?> call, Route.To to, Operation.Mode mode) {
    CallRequest request = call.request();
    Contracts.Known known = contracts.find(request.capability(), to.contract());
    Operation operation = known == null ? null : known.contract().operation(request.operation());
    if (known == null || operation == null || !operation.modes().contains(mode)) {
      call.refuse(
          ErrorCode.CONTRACT_UNSUPPORTED.reject(
              to.service().id()
                  + " implements "
                  + request.capability()
                  + "/"
                  + to.contract()
                  + ", which has no such operation"),
          false);
      return;
    }
    call.routed(to, known, operation);
    Rejection refusal = CallChecks.invalid(request, operation);
    if (refusal == null) {
      refusal = admit(call, to);
    }
    if (refusal == null) {
      dispatch.send(call, to);
    } else {
      call.refuse(refusal, false);
    }
  }

  private @Nullable Rejection admit(UnderWay<?> call, Route.To to) {
    if (call.request().caller().equals(Caller.HOST)) {
      return null; // the host's own few calls are never the ones too many
    }
    Rejection full =
        call.stream()
            ? admission.enterStream(dispatch.away(to))
            : admission.enter(to.service().id());
    if (full == null) {
      call.admitted(dispatch.away(to));
    }
    return full;
  }

  // --- after it was sent -------------------------------------------------------------------------

  /** Sends it once more if that can do no harm and may help. */
  boolean tryAgain(UnderWay<?> call, Rejection rejection, boolean ran) {
    if (call.attempts() != 1 || (!call.operation().effect().repeatable() && ran)) {
      return false;
    }
    boolean may =
        switch (rejection.code()) {
          case PLUGIN_FAILED, PLUGIN_STUCK, SERVICE_FAILED -> true;
          case SERVICE_STARTING, SERVICE_DRAINING, BREAKER_OPEN -> !ran;
          default -> false;
        };
    if (!may
        || System.nanoTime() - call.deadline() >= 0
        || !(route(call.request(), call.operation(), call.info().node()) instanceof Route.To to)
        || !to.contract().equals(call.contract().version())
        || (to.node().equals(call.info().node()) && (!ran || gone(rejection)))) {
      return false;
    }
    if (call.stream() && dispatch.away(to) != call.remote()) {
      return false; // it was counted as the other kind
    }
    dispatch.forget(call);
    call.routed(to, call.contract(), call.operation());
    dispatch.send(call, to);
    return true;
  }

  /** The replica, or its whole node, is no longer there, though the view may not say so yet. */
  private static boolean gone(Rejection rejection) {
    return rejection.code() == ErrorCode.SERVICE_FAILED;
  }

  /** Its caller has left. */
  void cancelAway(UnderWay<?> call) {
    dispatch.cancelAway(call);
  }

  /** The end of every call that came in by this node. */
  void ended(UnderWay<?> call, long chunks, Usage usage, boolean ran, @Nullable Rejection problem) {
    dispatch.forget(call);
    if (call.isAdmitted()) {
      if (call.stream()) {
        admission.leaveStream(call.admittedAway());
      } else {
        admission.leave(call.admittedTo());
      }
    }
    recorder.ended(call, call.stream(), chunks, usage, ran, problem);
  }
}
