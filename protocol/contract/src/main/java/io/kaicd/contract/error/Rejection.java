package io.kaicd.contract.error;

import io.kaicd.contract.redaction.Redaction;
import java.util.ArrayList;
import java.util.List;

/**
 * A refusal: a stable code, what happened, what to do about it, and the places at fault. It crosses
 * nodes and reaches the caller, so it never holds a payload or a secret; what looks like one in a
 * text, since a user, an upstream or a driver put it there, is redacted as it is made.
 */
public record Rejection(ErrorCode code, String message, String remedy, List<Fault> faults) {

  public Rejection {
    message = Redaction.redacted(message);
    remedy = Redaction.redacted(remedy);
    faults = List.copyOf(faults);
  }

  public Rejection withRemedy(String text) {
    return new Rejection(code, message, text, faults);
  }

  public Rejection withFaults(List<Fault> places) {
    return new Rejection(code, message, remedy, places);
  }

  public Rejection withFault(Fault fault) {
    List<Fault> more = new ArrayList<>(faults);
    more.add(fault);
    return new Rejection(code, message, remedy, more);
  }

  public RejectedException asException() {
    return new RejectedException(this);
  }
}
