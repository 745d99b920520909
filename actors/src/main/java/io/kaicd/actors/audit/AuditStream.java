package io.kaicd.actors.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.actors.journal.CborEvents;
import io.kaicd.actors.journal.CborState;
import io.kaicd.actors.journal.EventStream;
import io.kaicd.actors.journal.Migrations;
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
          new CborState<>(
              "audit/2",
              AuditState.class,
              Migrations.NONE.and("audit/1", "audit/2", AuditStream::neverSent)));

  private AuditStream() {}

  /** A state of then does not say; the events do, and who keeps the stream begins with those. */
  private static ObjectNode neverSent(ObjectNode state) {
    state.putObject("lastSent");
    return state;
  }

  /** For those who verify it. */
  public static EventStream<?, ?> shape() {
    return STREAM;
  }
}
