package io.kaicd.contract.call;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The last calls that came in by any node; each node keeps a bounded number. */
public interface CallLog {
  /**
   * @param limit at most this many, newest first
   */
  CompletionStage<List<CallRecord>> recent(Filter filter, int limit);

  CompletionStage<Optional<CallRecord>> find(String callId);

  /**
   * @param failedOnly leaves out what completed
   * @param service empty for all
   * @param capability empty for all
   */
  record Filter(boolean failedOnly, String service, String capability) {
    public boolean accepts(CallRecord call) {
      return (!failedOnly || !call.outcome().equals("completed"))
          && (service.isEmpty() || service.equals(call.service()))
          && (capability.isEmpty() || capability.equals(call.capability()));
    }
  }
}
