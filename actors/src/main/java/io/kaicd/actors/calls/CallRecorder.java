package io.kaicd.actors.calls;

import io.kaicd.contract.call.CallRecord;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Usage;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.redaction.Redaction;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes down how calls ended, in the ring and in the digests. */
final class CallRecorder {
  private final String node;
  private final CallRing ring;
  private final Digests digests;

  CallRecorder(String node, CallRing ring, Digests digests) {
    this.node = node;
    this.ring = ring;
    this.digests = digests;
  }

  /**
   * @param chunks 0 for a unary call
   * @param ran whether a plugin has seen it
   * @param problem nothing when it went well
   */
  void ended(
      UnderWay<?> call,
      boolean stream,
      long chunks,
      Usage usage,
      boolean ran,
      @Nullable Rejection problem) {
    CallRequest request = call.request();
    if (request.capability().equals("analytics") && request.operation().equals("ingest")) {
      return; // the sum of calls is none of them
    }
    long nanos = System.nanoTime() - call.started();
    long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
    long first = call.firstByte() == 0 ? micros : TimeUnit.NANOSECONDS.toMicros(call.firstByte());
    String code = problem == null ? "" : problem.code().text();
    ring.add(
        new CallRecord(
            call.callId(),
            call.startedAt(),
            told(request.capability(), problem),
            told(request.operation(), problem),
            call.info().contract(),
            stream ? "stream" : "unary",
            told(call.info().service(), problem),
            call.info().node(),
            node,
            request.caller().id(),
            outcome(problem, ran),
            call.attempts(),
            call.upstreamStatus(),
            problem != null && !stream ? 0 : first,
            micros,
            request.inputBytes(),
            chunks,
            usage.inputTokens(),
            usage.outputTokens(),
            code,
            problem == null ? "" : problem.message(),
            problem == null ? "" : problem.remedy()));
    if (!call.info().service().isEmpty()) {
      digests.add(
          call.info().service(),
          request.capability(),
          request.operation(),
          code,
          micros,
          usage.inputTokens(),
          usage.outputTokens());
    }
  }

  // A name that is not known is whatever was sent; those of calls that went well are the host's
  // own.
  private static String told(String name, @Nullable Rejection problem) {
    return problem == null ? name : Redaction.redacted(name);
  }

  private static String outcome(@Nullable Rejection problem, boolean ran) {
    if (problem == null) {
      return "completed";
    }
    if (problem.code() == ErrorCode.CALL_CANCELLED) {
      return "cancelled";
    }
    return ran ? "failed" : "refused";
  }
}
