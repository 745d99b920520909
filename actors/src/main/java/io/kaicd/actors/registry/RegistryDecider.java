package io.kaicd.actors.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.registry.RegistryDecision.Accept;
import io.kaicd.actors.registry.RegistryDecision.Refuse;
import io.kaicd.actors.registry.RegistryDecision.Unchanged;
import io.kaicd.actors.registry.RegistryEvent.By;
import io.kaicd.contract.capability.CompiledSchema;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.definition.Run;
import io.kaicd.contract.definition.SecretWish;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Canonical;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.InstalledDefinition;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.ServiceSpec;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.contract.version.SemVer;
import io.kaicd.contract.version.VersionRange;
import io.kaicd.message.RegistryProtocol.Origin;
import io.kaicd.message.RegistryProtocol.ServiceEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides a write against the state; pure, so that all rules stand in one place and are tested
 * without an actor.
 */
final class RegistryDecider {
  private static final CompiledSchema DEFINITION =
      CompiledSchema.of(
          ContractCatalog.resource("/io/kaicd/contract/schemas/service-definition.json"));
  private static final CompiledSchema SERVICE =
      CompiledSchema.of(ContractCatalog.resource("/io/kaicd/contract/schemas/service.json"));
  private static final Pattern SERVICE_ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  private final Fitness fitness;
  private final RegistryLimits limits;

  RegistryDecider(Fitness fitness, RegistryLimits limits) {
    this.fitness = fitness;
    this.limits = limits;
  }

  /** How much a registry holds. */
  record RegistryLimits(int definitionBytes, int definitions, int services) {}

  RegistryDecision decide(
      RegistryState state, RegistryWrite write, WriteOptions options, Origin origin, By by) {
    return switch (write) {
      case RegistryWrite.InstallDefinition w -> install(state, w, by);
      case RegistryWrite.RemoveDefinition w -> remove(state, w, by);
      case RegistryWrite.PutService w -> put(state, w, options.precondition(), origin, by);
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
    String plain = text.isBlank() ? "by its owner" : text;
    return plain.length() > 300 ? plain.substring(0, 300) : plain;
  }

  private interface OnEntry {
    @Nullable RegistryEvent event(ServiceEntry entry);
  }

  private static RegistryDecision onService(
      RegistryState state, String id, WriteOptions options, OnEntry change) {
    ServiceEntry entry = state.services().get(id);
    if (entry == null) {
      return new Refuse(
          ErrorCode.SERVICE_UNKNOWN.reject("there is no service '" + shown(id) + "'"));
    }
    Optional<Rejection> stale = stale(options.precondition(), entry);
    if (stale.isPresent()) {
      return new Refuse(stale.get());
    }
    RegistryEvent event = change.event(entry);
    return event == null ? new Unchanged() : new Accept(event, false);
  }

  // ---- definitions

  private RegistryDecision install(
      RegistryState state, RegistryWrite.InstallDefinition write, By by) {
    JsonNode document = write.document();
    int size = Json.bytes(document).length;
    if (size > limits.definitionBytes()) {
      return new Refuse(
          ErrorCode.REQUEST_TOO_LARGE.reject(
              "a definition is at most %d bytes, this one is %d"
                  .formatted(limits.definitionBytes(), size)));
    }
    List<Fault> faults = new ArrayList<>(DEFINITION.check(document));
    ServiceDefinition definition = faults.isEmpty() ? parse(document, faults) : null;
    if (definition == null) {
      return new Refuse(
          new Rejection(
              ErrorCode.DEFINITION_INVALID,
              "the document is not a service definition",
              ErrorCode.DEFINITION_INVALID.remedy(),
              faults));
    }
    if (!definition.id().equals(write.id()) || !definition.version().equals(write.version())) {
      return new Refuse(
          ErrorCode.DEFINITION_INVALID
              .reject("the document says %s, the address another".formatted(definition.ref()))
              .withRemedy("Install it under its own id and version")
              .withFault(
                  new Fault(
                      "/id", "address", write.id() + "@" + write.version(), definition.ref())));
    }
    String digest = Canonical.digest(document);
    InstalledDefinition before = state.definition(definition.id(), definition.version());
    if (before != null) {
      return before.digest().equals(digest)
          ? new Unchanged()
          : new Refuse(
              ErrorCode.DEFINITION_CONFLICT.reject(
                  definition.ref() + " is installed with other content"));
    }
    Rejection misfit = fitness.check(definition, state);
    if (!misfit.faults().isEmpty()) {
      return new Refuse(misfit);
    }
    int count = state.definitions().values().stream().mapToInt(v -> v.size()).sum();
    if (count >= limits.definitions()) {
      return new Refuse(
          ErrorCode.DEFINITION_DOES_NOT_FIT
              .reject("the registry holds its most, %d definitions".formatted(count))
              .withRemedy("Remove versions that nothing uses"));
    }
    return new Accept(
        new RegistryEvent.DefinitionInstalled(by, document, digest, moving(state, definition)),
        true);
  }

  /** The services that follow to a new version: their range allows it and their settings fit it. */
  private static List<String> moving(RegistryState state, ServiceDefinition to) {
    CompiledSchema config = CompiledSchema.of(to.config());
    return state.services().values().stream()
        .filter(s -> s.spec().definitionId().equals(to.id()))
        .filter(s -> s.resolved().compareTo(to.version()) < 0)
        .filter(s -> s.spec().definitionRange().accepts(to.version()))
        .filter(s -> config.check(s.spec().config()).isEmpty())
        .filter(s -> missingSecrets(to, s.spec()).isEmpty())
        .map(ServiceEntry::id)
        .sorted()
        .toList();
  }

  private static @Nullable ServiceDefinition parse(JsonNode document, List<Fault> faults) {
    try {
      ServiceDefinition definition = Json.shared().convertValue(document, ServiceDefinition.class);
      CompiledSchema.of(definition.config());
      return definition;
    } catch (IllegalArgumentException e) {
      String pointer =
          e.getMessage() != null && e.getMessage().contains("JSON Schema") ? "/config" : "";
      faults.add(new Fault(pointer, "value", "versions, ranges and a schema that parse", ""));
      return null;
    }
  }

  private static RegistryDecision remove(
      RegistryState state, RegistryWrite.RemoveDefinition write, By by) {
    if (state.definition(write.id(), write.version()) == null) {
      return new Refuse(
          ErrorCode.DEFINITION_UNKNOWN.reject(
              "there is no definition %s@%s".formatted(shown(write.id()), write.version())));
    }
    List<String> users = state.running(write.id(), write.version());
    if (!users.isEmpty()) {
      return new Refuse(
          ErrorCode.DEFINITION_IN_USE.reject(
              "%s@%s runs %s".formatted(write.id(), write.version(), String.join(", ", users))));
    }
    return new Accept(new RegistryEvent.DefinitionRemoved(by, write.id(), write.version()), false);
  }

  // ---- services

  private RegistryDecision put(
      RegistryState state,
      RegistryWrite.PutService write,
      Precondition precondition,
      Origin origin,
      By by) {
    if (!SERVICE_ID.matcher(write.id()).matches()) {
      return new Refuse(
          invalid("'" + shown(write.id()) + "' is not a service id")
              .withFault(new Fault("", "id", SERVICE_ID.pattern(), "")));
    }
    ServiceEntry before = state.services().get(write.id());
    Optional<Rejection> stale =
        before == null ? absent(precondition, write.id()) : stale(precondition, before);
    if (stale.isPresent()) {
      return new Refuse(stale.get());
    }
    List<Fault> faults = SERVICE.check(write.document());
    if (!faults.isEmpty()) {
      return new Refuse(
          new Rejection(
              ErrorCode.SERVICE_INVALID,
              "the document is not a service",
              ErrorCode.SERVICE_INVALID.remedy(),
              faults));
    }
    ServiceSpec asked =
        Json.shared().convertValue(withoutSchema(write.document()), ServiceSpec.class);
    InstalledDefinition installed;
    try {
      VersionRange range = asked.definitionRange();
      var versions = state.definitions().get(asked.definitionId());
      installed =
          versions == null ? null : range.best(versions.keySet()).map(versions::get).orElse(null);
    } catch (IllegalArgumentException e) {
      return new Refuse(
          ErrorCode.RANGE_INVALID
              .reject("the definition's version range does not parse")
              .withFault(new Fault("/definition", "range", "a range in npm's grammar", "")));
    }
    if (installed == null) {
      return new Refuse(
          ErrorCode.DEFINITION_UNKNOWN.reject("no definition fits " + shown(asked.definition())));
    }
    if (before == null && state.services().size() >= limits.services()) {
      return new Refuse(
          invalid("the registry holds its most, %d services".formatted(limits.services())));
    }
    return settle(before, write.id(), asked, installed.definition(), origin, by);
  }

  private static RegistryDecision settle(
      @Nullable ServiceEntry before,
      String id,
      ServiceSpec asked,
      ServiceDefinition definition,
      Origin origin,
      By by) {
    List<Fault> faults = new ArrayList<>();
    for (Fault fault : CompiledSchema.of(definition.config()).check(asked.config())) {
      faults.add(
          new Fault("/config" + fault.pointer(), fault.code(), fault.wanted(), fault.have()));
    }
    for (String name : missingSecrets(definition, asked)) {
      faults.add(new Fault("/secrets/" + name, "required", "{\"env\":\"KAI_SECRET_...\"}", ""));
    }
    for (String name : asked.secrets().keySet()) {
      if (definition.secrets().stream().noneMatch(wish -> wish.name().equals(name))) {
        faults.add(
            new Fault("/secrets/" + name, "unknown", "a secret that the definition wants", ""));
      }
    }
    for (String capability : asked.defaultFor()) {
      if (definition.capability(capability) == null) {
        faults.add(
            new Fault("/defaultFor", "capability", "one that the definition has", capability));
      }
    }
    if (!faults.isEmpty()) {
      return new Refuse(
          new Rejection(
              ErrorCode.SERVICE_INVALID,
              "the service does not fit " + definition.ref(),
              ErrorCode.SERVICE_INVALID.remedy(),
              faults));
    }
    ServiceSpec spec = asked;
    if (definition.run().data() == Run.Data.NODE && !asked.placement().pinned()) {
      if (before != null && before.spec().placement().pinned()) {
        spec = asked.placedOn(before.spec().placement().node());
      } else {
        String lacks = definition.needs().lackedBy(origin.role(), origin.traits());
        if (!lacks.isEmpty()) {
          return new Refuse(
              ErrorCode.ROUTE_NONE_FITS
                  .reject(
                      "its data would live on node %s, which lacks %s"
                          .formatted(origin.node(), lacks))
                  .withRemedy("Name a node that fits in /placement/node"));
        }
        spec = asked.placedOn(origin.node());
      }
    }
    SemVer resolved = definition.version();
    if (before != null && before.spec().equals(spec) && before.resolved().equals(resolved)) {
      return new Unchanged();
    }
    return new Accept(new RegistryEvent.ServicePut(by, id, spec, resolved), before == null);
  }

  private static List<String> missingSecrets(ServiceDefinition definition, ServiceSpec spec) {
    return definition.secrets().stream()
        .filter(SecretWish::required)
        .map(SecretWish::name)
        .filter(name -> !spec.secrets().containsKey(name))
        .toList();
  }

  private static JsonNode withoutSchema(JsonNode document) {
    if (document.isObject() && document.has("$schema")) {
      return ((com.fasterxml.jackson.databind.node.ObjectNode) document.deepCopy())
          .without(List.of("$schema"));
    }
    return document;
  }

  private static Optional<Rejection> absent(Precondition precondition, String id) {
    return precondition instanceof Precondition.Generation
        ? Optional.of(
            ErrorCode.WRITE_STALE.reject("there is no service '" + id + "' to change any more"))
        : Optional.empty();
  }

  private static Optional<Rejection> stale(Precondition precondition, ServiceEntry entry) {
    return switch (precondition) {
      case Precondition.None _ -> Optional.empty();
      case Precondition.Absent _ ->
          Optional.of(
              ErrorCode.SERVICE_CONFLICT.reject("there is a service '" + entry.id() + "' already"));
      case Precondition.Generation(long generation) ->
          generation == entry.generation()
              ? Optional.empty()
              : Optional.of(
                  ErrorCode.WRITE_STALE.reject(
                      "service '%s' is at generation %d, not %d"
                          .formatted(entry.id(), entry.generation(), generation)));
    };
  }

  private static Rejection invalid(String message) {
    return ErrorCode.SERVICE_INVALID.reject(message);
  }

  /** What came from outside, cut to a length that can be shown. */
  private static String shown(String text) {
    String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() > 80 ? plain.substring(0, 80) + "..." : plain;
  }
}
