package io.kaicd.actors.calls;

import io.kaicd.contract.call.CallLog;
import io.kaicd.contract.call.CallRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The last calls that came in by this node; the oldest makes room. */
final class CallRing {
  private final AtomicReferenceArray<CallRecord> records;
  private final AtomicLong written = new AtomicLong();

  CallRing(int size) {
    records = new AtomicReferenceArray<>(size);
  }

  void add(CallRecord call) {
    records.set((int) (written.getAndIncrement() % records.length()), call);
  }

  /** Newest first. */
  List<CallRecord> recent(CallLog.Filter filter, int limit) {
    List<CallRecord> found = new ArrayList<>();
    long newest = written.get();
    for (long at = newest - 1; at >= 0 && at >= newest - records.length(); at--) {
      CallRecord call = records.get((int) (at % records.length()));
      if (call != null && filter.accepts(call)) {
        if (found.size() >= limit) {
          break;
        }
        found.add(call);
      }
    }
    return found;
  }

  Optional<CallRecord> find(String callId) {
    for (int i = 0; i < records.length(); i++) {
      CallRecord call = records.get(i);
      if (call != null && call.id().equals(callId)) {
        return Optional.of(call);
      }
    }
    return Optional.empty();
  }
}
