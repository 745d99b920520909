package io.kaicd.node;

import io.kaicd.contract.error.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** One look at the journal at a time; as many as are allowed wait, and one more is refused. */
final class Turns {
  private final int most;
  private int taken;
  private CompletionStage<?> last = CompletableFuture.completedFuture("");

  Turns(int most) {
    this.most = most;
  }

  synchronized <T> CompletionStage<T> next(Supplier<CompletionStage<T>> look) {
    if (taken == most) {
      throw ErrorCode.JOURNAL_BUSY.reject("too many look at the journal").asException();
    }
    taken++;
    CompletionStage<T> turn =
        last.handle((before, failure) -> "").thenCompose(before -> look.get());
    CompletionStage<T> done = turn.whenComplete((found, failure) -> left());
    last = done;
    return done;
  }

  private synchronized void left() {
    taken--;
  }
}
