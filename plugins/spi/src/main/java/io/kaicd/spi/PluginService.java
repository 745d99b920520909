package io.kaicd.spi;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * One running replica. Its methods are called on the replica's own threads, several at once; they
 * may block one, up to the call's deadline. Inputs are valid by the operation's schema and are not
 * to be changed; what it returns is checked against the schema and is no longer to be changed.
 *
 * <p>To refuse, complete with a {@link io.kaicd.contract.error.RejectedException}. Any other
 * failure is a crash: it counts towards the breaker and the quarantine.
 */
public interface PluginService extends AutoCloseable {
  /** Answers an operation whole. */
  CompletionStage<JsonNode> call(Invocation invocation);

  /**
   * Answers an operation in chunks. The publisher takes one subscriber, starts its work at the
   * first demand, makes no more than is asked for, ends once, and stops its work when it is
   * cancelled. A {@code usage} object in a chunk is read by the host.
   */
  default Flow.Publisher<JsonNode> stream(Invocation invocation) {
    throw ErrorCode.MODE_UNSUPPORTED
        .reject(invocation.capability() + "/" + invocation.operation() + " does not stream")
        .asException();
  }

  /**
   * Takes a new configuration in place, if the definition says that it can. Calls in flight go on.
   * When it fails, the old configuration stays in force.
   */
  default CompletionStage<Void> reconfigure(JsonNode config) {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException("this plugin restarts to reconfigure"));
  }

  /** How it is. Asked now and then; it returns quickly and calls nobody outside. */
  default CompletionStage<Health> health() {
    return CompletableFuture.completedFuture(Health.READY);
  }

  /**
   * Stops and lets go of all it holds. Called once, after its calls have ended or were cancelled;
   * closing again does nothing, and a call that comes later is refused, say with {@code
   * service.draining}.
   */
  @Override
  void close();
}
