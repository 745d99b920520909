package io.kaicd.contract.call;

import java.util.concurrent.CompletionStage;

/**
 * A call under way.
 *
 * @param <R> {@link Reply.Unary} or {@link Reply.Streamed}
 */
public interface PendingCall<R extends Reply> {
  String callId();

  /** Completes always, and never exceptionally: what goes wrong is a {@link Reply.Refused}. */
  CompletionStage<R> reply();

  /** Stops the work; the reply then is {@code call.cancelled}. After the end it does nothing. */
  void cancel();
}
