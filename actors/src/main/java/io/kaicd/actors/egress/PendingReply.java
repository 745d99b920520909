package io.kaicd.actors.egress;

import io.kaicd.spi.EgressResponse;
import java.util.concurrent.CompletableFuture;

/** A reply to come. Cancelling it gives the request up and closes its connection. */
final class PendingReply extends CompletableFuture<EgressResponse> {
  private final Runnable giveUp;

  PendingReply(Runnable giveUp) {
    this.giveUp = giveUp;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean first = super.cancel(mayInterruptIfRunning);
    if (first) {
      giveUp.run();
    }
    return first;
  }
}
