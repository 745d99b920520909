package io.kaicd.spi;

import java.util.concurrent.CompletionStage;

/**
 * Outgoing HTTP, made by the host. It sends only below the base URLs that the definition names,
 * adds the service's credentials on the way, and follows no redirect to another host.
 */
public interface Egress {
  /**
   * @return completes when the reply's head is there, whatever its status; fails with a {@link
   *     io.kaicd.contract.error.RejectedException}: {@code egress.refused}, {@code secret.missing},
   *     {@code admission.full}, {@code upstream.unreachable}, {@code upstream.timeout}, {@code
   *     upstream.cut} or {@code upstream.invalid}. Cancelling its {@link
   *     CompletionStage#toCompletableFuture() future} gives the request up and closes its
   *     connection
   */
  CompletionStage<EgressResponse> send(EgressRequest request);
}
