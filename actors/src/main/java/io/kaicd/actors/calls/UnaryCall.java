package io.kaicd.actors.calls;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.call.Usage;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import java.util.concurrent.Flow;

/** A call that is answered whole. */
final class UnaryCall extends UnderWay<Reply.Unary> {
  UnaryCall(CallRouter router, CallRequest request) {
    super(router, request);
  }

  @Override
  boolean stream() {
    return false;
  }

  @Override
  boolean opened() {
    return false;
  }

  @Override
  void answered(JsonNode output) {
    if (end(0, Usage.NONE.with(output), true, null)) {
      reply.complete(new Reply.Output(info(), output));
    }
  }

  @Override
  void framesFrom(Flow.Publisher<Frame> frames) {
    throw new IllegalStateException("a stream for a unary call");
  }

  @Override
  void refuse(Rejection rejection, boolean ran) {
    if (end(0, Usage.NONE, ran, rejection)) {
      reply.complete(new Reply.Refused(info(), rejection));
    }
  }

  @Override
  void cancelledRemotely() {
    refuse(ErrorCode.CALL_CANCELLED.reject("the caller left"), true);
  }
}
