package io.kaicd.actors.registry;

import io.kaicd.actors.registry.RegistryDecision.Accept;
import io.kaicd.actors.registry.RegistryDecision.Refuse;
import io.kaicd.actors.registry.RegistryDecision.Unchanged;
import io.kaicd.actors.registry.RegistryEvent.By;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.redaction.Redaction;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.message.RegistryProtocol.Origin;
import io.kaicd.message.RegistryProtocol.ServiceEntry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides a write against the state; pure, so that all rules are tested without an actor. What a
 * definition must keep stands in {@link DefinitionRules}, what a service must in {@link
 * ServiceRules}.
 */
final class RegistryDecider {
  private static final int LONGEST_REASON = 300;

  private final DefinitionRules definitions;
  private final ServiceRules services;

  RegistryDecider(Fitness fitness, RegistryLimits limits, ConfigSchemas schemas) {
    this.definitions = new DefinitionRules(fitness, limits, schemas);
    this.services = new ServiceRules(limits, schemas);
  }

  /**
   * How much a registry holds.
   *
   * @param documentBytes of one definition, and of one service
   */
  record RegistryLimits(int documentBytes, int definitions, int services) {}

  RegistryDecision decide(
      RegistryState state, RegistryWrite write, WriteOptions options, Origin origin, By by) {
    return switch (write) {
      case RegistryWrite.InstallDefinition w ->
          definitions.install(state, w, options.precondition(), by);
      case RegistryWrite.RemoveDefinition w -> definitions.remove(state, w, by);
      case RegistryWrite.PutService w -> services.put(state, w, options.precondition(), origin, by);
      case RegistryWrite.RemoveService w ->
          onService(state, w.id(), options, entry -> new RegistryEvent.ServiceRemoved(by, w.id()));
      case RegistryWrite.QuarantineService w ->
          onService(
              state,
              w.id(),
              options,
              entry ->
                  entry.quarantine().isEmpty()
                      ? new RegistryEvent.ServiceQuarantined(by, w.id(), reason(w.reason()))
                      : null);
      case RegistryWrite.ReleaseService w ->
          onService(
              state,
              w.id(),
              options,
              entry ->
                  entry.quarantine().isEmpty()
                      ? null
                      : new RegistryEvent.ServiceReleased(by, w.id()));
    };
  }

  private static String reason(String text) {
    return Redaction.redacted(text.isBlank() ? "by its owner" : text, LONGEST_REASON);
  }

  private interface OnEntry {
    @Nullable RegistryEvent event(ServiceEntry entry);
  }

  private static RegistryDecision onService(
      RegistryState state, String id, WriteOptions options, OnEntry change) {
    ServiceEntry entry = state.services().get(id);
    if (entry == null) {
      return new Refuse(
          ErrorCode.SERVICE_UNKNOWN.reject("there is no service '" + Shown.of(id) + "'"));
    }
    Optional<Rejection> stale = ServiceRules.stale(options.precondition(), entry);
    if (stale.isPresent()) {
      return new Refuse(stale.get());
    }
    RegistryEvent event = change.event(entry);
    return event == null ? new Unchanged() : new Accept(event, false);
  }
}
