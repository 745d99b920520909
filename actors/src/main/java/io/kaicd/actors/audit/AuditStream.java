package io.kaicd.actors.audit;

import io.kaicd.actors.journal.CborEvents;
import io.kaicd.actors.journal.CborState;
import io.kaicd.actors.journal.EventStream;
import java.util.Map;

/** The audit as an event stream: its events by the names that the journal has it under. */
public final class AuditStream {
  static final EventStream<AuditState, AuditEvent> STREAM =
      new EventStream<>(
          "audit",
          AuditState.EMPTY,
          AuditState::apply,
          new CborEvents<>(
              Map.of(
                  "counted/1", AuditEvent.Counted.class, "use-begun/1", AuditEvent.UseBegun.class)),
          new CborState<>("audit/1", AuditState.class));

  private AuditStream() {}

  /** For those who verify it. */
  public static EventStream<?, ?> shape() {
    return STREAM;
  }
}
