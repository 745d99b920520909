package io.kaicd.http.endpoint;

import io.kaicd.contract.error.RejectedException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.scaladsl.model.HttpResponse;

/**
 * Answers one request. It may throw a {@link RejectedException}, or fail its stage with one: both
 * become the refusal of the endpoint's dialect.
 */
@FunctionalInterface
public interface Handler {
  CompletionStage<HttpResponse> handle(Exchange exchange);
}
