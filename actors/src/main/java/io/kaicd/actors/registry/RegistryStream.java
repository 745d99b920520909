package io.kaicd.actors.registry;

import io.kaicd.actors.journal.CborEvents;
import io.kaicd.actors.journal.EventStream;
import io.kaicd.actors.journal.Migrations;
import java.util.Map;

/** The registry as an event stream: its events by the names that the journal has them under. */
public final class RegistryStream {
  static final EventStream<RegistryState, RegistryEvent> STREAM =
      new EventStream<>(
          "registry",
          RegistryState.EMPTY,
          RegistryState::apply,
          new CborEvents<>(
              Map.of(
                  "definition-installed/1", RegistryEvent.DefinitionInstalled.class,
                  "definition-removed/1", RegistryEvent.DefinitionRemoved.class,
                  "service-put/2", RegistryEvent.ServicePut.class,
                  "service-removed/1", RegistryEvent.ServiceRemoved.class,
                  "service-quarantined/1", RegistryEvent.ServiceQuarantined.class,
                  "service-released/1", RegistryEvent.ServiceReleased.class),
              // Generations were counted from 1.
              Migrations.NONE.and("service-put/1", "service-put/2", put -> put.put("first", 1))),
          new RegistryStateCodec());

  private RegistryStream() {}

  /** For those who verify it. */
  public static EventStream<?, ?> shape() {
    return STREAM;
  }
}
