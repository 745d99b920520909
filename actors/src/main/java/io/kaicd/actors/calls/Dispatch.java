package io.kaicd.actors.calls;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.egress.Behalf;
import io.kaicd.actors.host.Deadlines;
import io.kaicd.actors.host.LocalReplicas;
import io.kaicd.actors.host.WireSize;
import io.kaicd.actors.host.Work;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * Sends a call where it was routed: to the service's entity on this node, or through the shard
 * region to another.
 */
final class Dispatch {
  private final NodeIdentity node;
  private final LocalReplicas locals;
  private final Deadlines deadlines;
  private final CallsSettings settings;
  private final RemoteSender remote;

  Dispatch(
      NodeIdentity node,
      LocalReplicas locals,
      Deadlines deadlines,
      CallsSettings settings,
      RemoteSender remote) {
    this.node = node;
    this.locals = locals;
    this.deadlines = deadlines;
    this.settings = settings;
    this.remote = remote;
  }

  boolean away(Route.To to) {
    return !to.node().equals(node.id());
  }

  void send(UnderWay<?> call, Route.To to) {
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
              new Behalf(call.request().cause(), call.request().caller().local(), call.started()),
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

  /** Tells the node that it went to that nobody waits for it. */
  void cancelAway(UnderWay<?> call) {
    remote.cancel(call);
  }

  /** It has ended, or goes another way now: nothing more is expected of where it went. */
  void forget(UnderWay<?> call) {
    if (call.remote()) {
      remote.forget(call);
    } else if (call.stream()) {
      deadlines.remove(call);
    }
  }
}
