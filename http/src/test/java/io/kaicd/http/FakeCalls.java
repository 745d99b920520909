package io.kaicd.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.call.CallInfo;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Calls;
import io.kaicd.contract.call.PendingCall;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/** Calls whose answers the test gives, one for each call that came in. */
final class FakeCalls implements Calls {
  static final CallInfo CALL = new CallInfo("c_1", "gpu", "laptop", "llm_chat/1.0.0");

  final BlockingQueue<Pending<Reply.Unary>> unary = new LinkedBlockingQueue<>();
  final BlockingQueue<Pending<Reply.Streamed>> streams = new LinkedBlockingQueue<>();

  @Override
  public PendingCall<Reply.Unary> unary(CallRequest request) {
    Pending<Reply.Unary> pending = new Pending<>(request);
    unary.add(pending);
    return pending;
  }

  @Override
  public PendingCall<Reply.Streamed> stream(CallRequest request) {
    Pending<Reply.Streamed> pending = new Pending<>(request);
    streams.add(pending);
    return pending;
  }

  static final class Pending<R extends Reply> implements PendingCall<R> {
    final CallRequest request;
    final CompletableFuture<R> reply = new CompletableFuture<>();
    final CompletableFuture<Long> cancelled = new CompletableFuture<>();

    Pending(CallRequest request) {
      this.request = request;
    }

    JsonNode input() {
      return request.input();
    }

    @Override
    public String callId() {
      return CALL.callId();
    }

    @Override
    public CompletionStage<R> reply() {
      return reply;
    }

    @Override
    public void cancel() {
      cancelled.complete(System.nanoTime());
    }
  }

  static Reply.Output output(JsonNode value) {
    return new Reply.Output(CALL, value);
  }

  static Reply.Refused refused(ErrorCode code, String message) {
    Rejection rejection = code.reject(message);
    return new Reply.Refused(CALL, rejection);
  }
}
