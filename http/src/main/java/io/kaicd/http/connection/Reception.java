package io.kaicd.http.connection;

import io.kaicd.http.endpoint.Exchange;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.scaladsl.model.HttpResponse;

/** Answers every request; its stage never fails. */
@FunctionalInterface
public interface Reception {
  CompletionStage<HttpResponse> receive(Exchange exchange);
}
