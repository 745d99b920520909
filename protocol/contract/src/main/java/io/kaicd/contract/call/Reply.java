package io.kaicd.contract.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.Rejection;
import java.util.concurrent.Flow;

/** How a call was answered. */
public sealed interface Reply {
  CallInfo call();

  /** How a unary call ends. */
  sealed interface Unary extends Reply permits Output, Refused {}

  /** How a stream begins. */
  sealed interface Streamed extends Reply permits Opened, Refused {}

  record Output(CallInfo call, JsonNode output) implements Unary {}

  /**
   * A stream. Its frames are fetched as they are asked for; cancelling the subscription cancels the
   * work upstream. It takes one subscriber and ends with exactly one terminal frame, after which it
   * completes; it never fails.
   */
  record Opened(CallInfo call, Flow.Publisher<Frame> frames) implements Streamed {}

  record Refused(CallInfo call, Rejection rejection) implements Unary, Streamed {}
}
