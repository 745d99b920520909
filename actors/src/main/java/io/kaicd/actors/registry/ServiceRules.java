package io.kaicd.actors.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.actors.registry.RegistryDecider.RegistryLimits;
import io.kaicd.actors.registry.RegistryDecision.Accept;
import io.kaicd.actors.registry.RegistryDecision.Refuse;
import io.kaicd.actors.registry.RegistryDecision.Unchanged;
import io.kaicd.actors.registry.RegistryEvent.By;
import io.kaicd.contract.capability.CompiledSchema;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.configuration.Pointer;
import io.kaicd.contract.definition.Run;
import io.kaicd.contract.definition.SecretWish;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.InstalledDefinition;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.ServiceSpec;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.contract.version.VersionRange;
import io.kaicd.message.RegistryProtocol.Origin;
import io.kaicd.message.RegistryProtocol.ServiceEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a service must keep to be put. */
final class ServiceRules {
  private static final CompiledSchema SCHEMA =
      CompiledSchema.of(ContractCatalog.resource("/io/kaicd/contract/schemas/service.json"));
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  private final RegistryLimits limits;
  private final ConfigSchemas schemas;

  ServiceRules(RegistryLimits limits, ConfigSchemas schemas) {
    this.limits = limits;
    this.schemas = schemas;
  }

  RegistryDecision put(
      RegistryState state,
      RegistryWrite.PutService write,
      Precondition precondition,
      Origin origin,
      By by) {
    ServiceEntry before = state.services().get(write.id());
    Optional<Rejection> refusal =
        before == null ? absent(precondition, write.id()) : stale(precondition, before);
    if (refusal.isEmpty() && before == null && state.services().size() >= limits.services()) {
      refusal =
          Optional.of(
              ErrorCode.SERVICE_INVALID
                  .reject("the registry holds its most, %d services".formatted(limits.services()))
                  .withRemedy("Remove services that nobody uses"));
    }
    if (refusal.isPresent()) {
      return new Refuse(refusal.get());
    }
    try {
      ServiceSpec asked = read(write);
      Choice choice = choose(state, asked, before);
      return settle(state, write.id(), asked, choice, origin, by);
    } catch (RejectedException e) {
      return new Refuse(e.rejection());
    }
  }

  private ServiceSpec read(RegistryWrite.PutService write) {
    if (!ID.matcher(write.id()).matches()) {
      throw ErrorCode.SERVICE_INVALID
          .reject("'" + Shown.of(write.id()) + "' is not a service id")
          .withFault(new Fault("", "id", ID.pattern(), ""))
          .asException();
    }
    int size = Json.bytes(write.document()).length;
    if (size > limits.documentBytes()) {
      throw ErrorCode.REQUEST_TOO_LARGE
          .reject(
              "a service is at most %d bytes, this one is %d"
                  .formatted(limits.documentBytes(), size))
          .asException();
    }
    List<Fault> faults = SCHEMA.check(write.document());
    if (!faults.isEmpty()) {
      throw refused("the document is not a service", faults).asException();
    }
    return Json.shared().convertValue(withoutSchema(write.document()), ServiceSpec.class);
  }

  /**
   * @param notes why it is not the highest version, when it is not
   */
  private record Choice(ServiceDefinition definition, List<String> notes) {}

  /** The highest version in range that the service fits, or the one that it runs already. */
  private Choice choose(RegistryState state, ServiceSpec asked, @Nullable ServiceEntry before) {
    VersionRange range = range(asked);
    var versions = state.definitions().get(asked.definitionId());
    InstalledDefinition best =
        versions == null ? null : range.best(versions.keySet()).map(versions::get).orElse(null);
    if (best == null) {
      throw ErrorCode.DEFINITION_UNKNOWN
          .reject("no installed definition fits " + Shown.of(asked.definition()))
          .asException();
    }
    List<Fault> faults = faults(best.definition(), asked, schemas);
    if (faults.isEmpty()) {
      return new Choice(best.definition(), List.of());
    }
    if (before != null
        && before.spec().definitionId().equals(asked.definitionId())
        && range.accepts(before.resolved())) {
      InstalledDefinition runs = state.definition(asked.definitionId(), before.resolved());
      if (runs != null && faults(runs.definition(), asked, schemas).isEmpty()) {
        return new Choice(
            runs.definition(),
            List.of(
                "it stays on %s: it does not fit %s"
                    .formatted(runs.definition().ref(), best.definition().ref())));
      }
    }
    throw refused("the service does not fit " + best.definition().ref(), faults).asException();
  }

  private static VersionRange range(ServiceSpec asked) {
    try {
      return asked.definitionRange();
    } catch (IllegalArgumentException e) {
      throw ErrorCode.RANGE_INVALID
          .reject("the definition's version range does not parse")
          .withFault(new Fault("/definition", "range", "a range in npm's grammar", ""))
          .asException();
    }
  }

  private static RegistryDecision settle(
      RegistryState state, String id, ServiceSpec asked, Choice choice, Origin origin, By by) {
    ServiceEntry before = state.services().get(id);
    ServiceDefinition definition = choice.definition();
    ServiceSpec spec = asked;
    if (wantsPlace(definition, asked)) {
      if (before != null && before.spec().placement().pinned()) {
        spec = asked.placedOn(before.spec().placement().node()); // its data does not move
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
    if (before != null
        && before.spec().equals(spec)
        && before.resolved().equals(definition.version())) {
      return new Unchanged();
    }
    return new Accept(
        new RegistryEvent.ServicePut(by, id, spec, definition.version(), state.revision() + 1),
        before == null,
        choice.notes());
  }

  /** Whether a version keeps its data on a node and the service does not say on which. */
  static boolean wantsPlace(ServiceDefinition definition, ServiceSpec spec) {
    return definition.run().data() == Run.Data.NODE && !spec.placement().pinned();
  }

  /** Why a service cannot run a version of its definition. */
  static List<Fault> faults(ServiceDefinition definition, ServiceSpec spec, ConfigSchemas schemas) {
    List<Fault> faults = new ArrayList<>(schemas.faults(definition, spec.config()));
    for (SecretWish wish : definition.secrets()) {
      if (spec.config().has(wish.name())) { // it is shown to whoever may read, whatever the schema
        faults.add(
            new Fault(
                Pointer.member("/config", wish.name()),
                "secret",
                "none here: name it in /secrets",
                "a value"));
      }
    }
    List<String> wanted = definition.secrets().stream().map(SecretWish::name).toList();
    for (SecretWish wish : definition.secrets()) {
      if (wish.required() && !spec.secrets().containsKey(wish.name())) {
        faults.add(
            new Fault(
                "/secrets/" + wish.name(),
                "required",
                "{\"secret\":\"NAME\"} or {\"env\":\"KAI_SECRET_...\"}",
                ""));
      }
    }
    for (String name : spec.secrets().keySet()) {
      if (!wanted.contains(name)) {
        faults.add(
            new Fault("/secrets/" + Shown.of(name), "unknown", "one of " + wanted, "another name"));
      }
    }
    for (int i = 0; i < spec.defaultFor().size(); i++) {
      if (definition.capability(spec.defaultFor().get(i)) == null) {
        faults.add(
            new Fault("/defaultFor/" + i, "capability", "one that the definition has", "another"));
      }
    }
    return faults;
  }

  private static Rejection refused(String message, List<Fault> faults) {
    return ErrorCode.SERVICE_INVALID.reject(message).withFaults(faults);
  }

  private static JsonNode withoutSchema(JsonNode document) {
    return document.has("$schema")
        ? ((ObjectNode) document.deepCopy()).without(List.of("$schema"))
        : document;
  }

  private static Optional<Rejection> absent(Precondition precondition, String id) {
    return precondition instanceof Precondition.Generation
        ? Optional.of(
            ErrorCode.WRITE_STALE.reject(
                "there is no service '" + Shown.of(id) + "' to change any more"))
        : Optional.empty();
  }

  static Optional<Rejection> stale(Precondition precondition, ServiceEntry entry) {
    return switch (precondition) {
      case Precondition.None _ -> Optional.empty();
      case Precondition.Absent _ ->
          Optional.of(
              ErrorCode.WRITE_STALE
                  .reject("there is a service '" + entry.id() + "' already")
                  .withRemedy("Choose another id, or send If-Match to change it"));
      case Precondition.Generation(long generation) ->
          generation == entry.generation()
              ? Optional.empty()
              : Optional.of(
                  ErrorCode.WRITE_STALE.reject(
                      "service '%s' is at generation %d, not %d"
                          .formatted(entry.id(), entry.generation(), generation)));
    };
  }
}
