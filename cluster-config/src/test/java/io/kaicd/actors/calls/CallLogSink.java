package io.kaicd.actors.calls;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.contract.call.CallLog;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.call.Target;
import io.kaicd.contract.call.Usage;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.version.VersionRange;
import java.util.function.UnaryOperator;

/** A call's record in the log of calls, as JSON: the text names its capability and its failure. */
public final class CallLogSink implements UnaryOperator<String> {
  @Override
  @SuppressWarnings("NullAway") // a call that goes nowhere needs no router
  public String apply(String text) {
    CallRing ring = new CallRing(1);
    CallRequest request =
        new CallRequest(
            new Target.OneService(text),
            text,
            text,
            VersionRange.ANY,
            JsonNodeFactory.instance.nullNode(),
            4,
            Caller.HOST);
    new CallRecorder("node", ring, new Digests())
        .ended(
            new UnaryCall(null, request),
            false,
            0,
            Usage.NONE,
            true,
            ErrorCode.UPSTREAM_FAILED.reject(text).withRemedy(text));
    return Json.text(ring.recent(new CallLog.Filter(false, "", ""), 1).getFirst());
  }
}
