package io.kaicd.actors.calls;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.host.Deadlines;
import io.kaicd.actors.host.LocalReplicas;
import io.kaicd.actors.host.WireSize;
import io.kaicd.actors.host.Work;
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
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.Rejection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one way in. A call is validated once, routed by a look at the node's view, counted, and sent:
 * to the service's entity on this node, or through the shard region to another.
 */
public final class CallRouter implements Calls {
  /** How much later than the other node this one gives up a call. */
  static final long REMOTE_GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final NodeIdentity node;
  private final NodeRegistry registry;
  private final Contracts contracts;
  private final Routing routing;
  private final LocalReplicas locals;
  private final Deadlines deadlines;
  private final CallsSettings settings;
  private final Admission admission;
  private final CallRecorder recorder;
  private final RemoteSender remote;

  CallRouter(
      NodeIdentity node,
      NodeRegistry registry,
      ContractCatalog catalog,
      LocalReplicas locals,
      Deadlines deadlines,
      CallsSettings settings,
      CallRecorder recorder,
      RemoteSender remote) {
    this.node = node;
    this.registry = registry;
    this.contracts = new Contracts(catalog);
    this.routing = new Routing(node.id(), contracts);
    this.locals = locals;
    this.deadlines = deadlines;
    this.settings = settings;
    this.admission = new Admission(settings);
    this.recorder = recorder;
    this.remote = remote;
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

  RemoteSender remote() {
    return remote;
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
    Rejection wrong = check(request, operation, mode);
    if (wrong != null || operation == null) {
      call.refuse(wrong == null ? unknown(request) : wrong, false);
      return;
    }
    Route route = route(request, operation, "");
    switch (route) {
      case Route.To to -> send(call, to, mode);
      case Route.Nowhere(Rejection rejection) -> {
        // What can never succeed is said first.
        Rejection invalid = invalid(request, operation);
        call.refuse(invalid == null ? rejection : invalid, false);
      }
    }
  }

  private static Rejection unknown(CallRequest request) {
    return ErrorCode.OPERATION_UNKNOWN.reject(
        request.capability() + " has no operation of that name");
  }

  private static @Nullable Rejection check(
      CallRequest request, @Nullable Operation operation, Operation.Mode mode) {
    Caller caller = request.caller();
    if (operation == null || (operation.internal() && !caller.equals(Caller.HOST))) {
      return unknown(request); // what is internal does not exist for others
    }
    if (!caller.may("call:" + operation.capability())) {
      return ErrorCode.AUTH_FORBIDDEN.reject("this key may not call " + operation.capability());
    }
    if (!operation.modes().contains(mode)) {
      return ErrorCode.MODE_UNSUPPORTED.reject(
          operation.capability()
              + "/"
              + operation.name()
              + " is not to be had as "
              + (mode == Operation.Mode.STREAM ? "a stream" : "a whole"));
    }
    if (request.inputBytes() > operation.limits().request()) {
      return ErrorCode.REQUEST_TOO_LARGE.reject(
          request.inputBytes() + " bytes are past the operation's " + operation.limits().request());
    }
    return null;
  }

  private static @Nullable Rejection invalid(CallRequest request, Operation operation) {
    List<Fault> faults = operation.checkInput(request.input());
    if (faults.isEmpty()) {
      return null;
    }
    Rejection invalid =
        ErrorCode.INPUT_INVALID.reject(
            "the input does not fit " + operation.capability() + "/" + operation.name());
    return new Rejection(invalid.code(), invalid.message(), invalid.remedy(), faults);
  }

  private Route route(CallRequest request, Operation operation, String avoid) {
    return routing.route(
        registry.view(),
        request.target(),
        request.capability(),
        request.contract(),
        operation.routingKey(),
        operation.routingValue(request.input()),
        avoid);
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
    Rejection refusal = invalid(request, operation);
    if (refusal == null) {
      refusal = admit(call, to);
    }
    if (refusal == null) {
      dispatch(call, to);
    } else {
      call.refuse(refusal, false);
    }
  }

  private @Nullable Rejection admit(UnderWay<?> call, Route.To to) {
    if (call.request().caller().equals(Caller.HOST)) {
      return null; // the host's own few calls are never the ones too many
    }
    Rejection full =
        call.stream() ? admission.enterStream(away(to)) : admission.enter(to.service().id());
    if (full == null) {
      call.admitted(away(to));
    }
    return full;
  }

  private boolean away(Route.To to) {
    return !to.node().equals(node.id());
  }

  // --- sending -----------------------------------------------------------------------------------

  private void dispatch(UnderWay<?> call, Route.To to) {
    if (away(to)) {
      Rejection tooLarge = tooLarge(call.request(), to.node());
      if (tooLarge != null) {
        call.refuse(tooLarge, false);
        return;
      }
      call.sentAway();
      remote.send(call, to.service());
    } else {
      Work work =
          new Work(
              call.callId(),
              to.service().id(),
              to.service().generation(),
              to.contract(),
              call.operation(),
              call.request().input(),
              call.stream() ? Work.Kind.STREAM : Work.Kind.UNARY,
              call.deadline(),
              call,
              deadlines);
      call.sentHere(work);
      if (call.stream()) {
        deadlines.add(call); // its consumer may never take the end
      }
      LocalReplicas.Local entity = locals.find(to.service().id());
      if (entity == null || !entity.send(work)) {
        work.refuse(ErrorCode.SERVICE_STARTING.reject(to.service().id() + " is about to start"));
      }
    }
    if (call.cancelled()) {
      call.cancel(); // it came while the call was being sent
    }
  }

  private @Nullable Rejection tooLarge(CallRequest request, String to) {
    int most = settings.messageLimit();
    // CBOR is longer than JSON at most where short numbers are many.
    if (request.inputBytes() < most / 5 || WireSize.of(request.input(), most) <= most) {
      return null;
    }
    return ErrorCode.REQUEST_TOO_LARGE
        .reject("the input is past the " + most + " bytes that pass between nodes")
        .withRemedy("Send less at once, or call node " + to + ", which runs the service");
  }

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
        || (!ran && to.node().equals(call.info().node()))) {
      return false;
    }
    if (call.stream() && away(to) != call.remote()) {
      return false; // it was counted as the other kind
    }
    remote.forget(call);
    call.routed(to, call.contract(), call.operation());
    dispatch(call, to);
    return true;
  }

  /** The end of every call that came in by this node. */
  void ended(UnderWay<?> call, long chunks, Usage usage, boolean ran, @Nullable Rejection problem) {
    if (call.remote()) {
      remote.forget(call);
    } else if (call.stream()) {
      deadlines.remove(call);
    }
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
