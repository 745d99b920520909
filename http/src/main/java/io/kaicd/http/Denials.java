package io.kaicd.http;

import io.kaicd.contract.audit.Audit;
import io.kaicd.contract.audit.Denial;
import io.kaicd.contract.error.Rejection;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.Exchange;
import org.jspecify.annotations.Nullable;

/** Counts those refusals that are denials, under names that no stranger chooses. */
record Denials(Audit audit) {
  /**
   * @param endpoint null when the request has not come so far, or leads to none
   */
  void note(Exchange exchange, Rejection refusal, @Nullable Endpoint endpoint) {
    if (Denial.is(refusal.code())) {
      audit.denied(
          new Denial(
              refusal.code(),
              exchange.caller().id(),
              endpoint == null ? Denial.NOWHERE : endpoint.docs().id()));
    }
  }
}
