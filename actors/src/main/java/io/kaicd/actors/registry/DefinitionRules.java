package io.kaicd.actors.registry;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.registry.RegistryDecider.RegistryLimits;
import io.kaicd.actors.registry.RegistryDecision.Accept;
import io.kaicd.actors.registry.RegistryDecision.Refuse;
import io.kaicd.actors.registry.RegistryDecision.Unchanged;
import io.kaicd.actors.registry.RegistryEvent.By;
import io.kaicd.actors.registry.RegistryEvent.Kept;
import io.kaicd.contract.capability.CompiledSchema;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.definition.SecretWish;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Canonical;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.InstalledDefinition;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.message.RegistryProtocol.ServiceEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a definition must keep to be installed, or removed. */
final class DefinitionRules {
  private static final CompiledSchema SCHEMA =
      CompiledSchema.of(
          ContractCatalog.resource("/io/kaicd/contract/schemas/service-definition.json"));

  private final Fitness fitness;
  private final RegistryLimits limits;
  private final ConfigSchemas schemas;

  DefinitionRules(Fitness fitness, RegistryLimits limits, ConfigSchemas schemas) {
    this.fitness = fitness;
    this.limits = limits;
    this.schemas = schemas;
  }

  RegistryDecision install(
      RegistryState state,
      RegistryWrite.InstallDefinition write,
      Precondition precondition,
      By by) {
    JsonNode document = write.document();
    int size = Json.bytes(document).length;
    if (size > limits.documentBytes()) {
      return new Refuse(
          ErrorCode.REQUEST_TOO_LARGE.reject(
              "a definition is at most %d bytes, this one is %d"
                  .formatted(limits.documentBytes(), size)));
    }
    String digest = Canonical.digest(document);
    InstalledDefinition before = state.definition(write.id(), write.version());
    if (before != null) {
      return again(before, digest, precondition);
    }
    List<Fault> faults = new ArrayList<>(SCHEMA.check(document));
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
      String address = Shown.of(write.id() + "@" + write.version());
      return new Refuse(
          ErrorCode.DEFINITION_INVALID
              .reject("the document says %s, the address another".formatted(definition.ref()))
              .withRemedy("Install it under its own id and version")
              .withFault(new Fault("/id", "address", address, definition.ref())));
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
    return accept(state, definition, document, digest, by);
  }

  private static RegistryDecision again(
      InstalledDefinition before, String digest, Precondition precondition) {
    String ref = before.definition().ref();
    if (!before.digest().equals(digest)) {
      return new Refuse(
          ErrorCode.DEFINITION_CONFLICT.reject(ref + " is installed with other content"));
    }
    return precondition instanceof Precondition.Absent
        ? new Refuse(
            ErrorCode.DEFINITION_CONFLICT
                .reject(ref + " is installed already")
                .withRemedy("Leave out If-None-Match: the same content again changes nothing"))
        : new Unchanged();
  }

  /** Services follow to a new version when their range allows it and their settings fit it. */
  private RegistryDecision accept(
      RegistryState state, ServiceDefinition to, JsonNode document, String digest, By by) {
    List<String> moved = new ArrayList<>();
    List<Kept> kept = new ArrayList<>();
    for (ServiceEntry service : state.services().values()) {
      if (service.spec().definitionId().equals(to.id())
          && service.resolved().compareTo(to.version()) < 0
          && service.spec().definitionRange().accepts(to.version())) {
        List<Fault> faults = ServiceRules.faults(to, service.spec(), schemas);
        if (!faults.isEmpty()) {
          kept.add(new Kept(service.id(), pointers(faults)));
        } else if (ServiceRules.wantsPlace(to, service.spec())) {
          kept.add(new Kept(service.id(), "/placement"));
        } else {
          moved.add(service.id());
        }
      }
    }
    moved.sort(String::compareTo);
    kept.sort((a, b) -> a.service().compareTo(b.service()));
    List<String> notes =
        kept.stream()
            .map(
                k ->
                    "service %s stays on its version: it does not fit %s at %s"
                        .formatted(k.service(), to.ref(), k.where()))
            .toList();
    return new Accept(
        new RegistryEvent.DefinitionInstalled(by, document, digest, moved, kept), true, notes);
  }

  private static String pointers(List<Fault> faults) {
    return faults.stream()
        .map(Fault::pointer)
        .distinct()
        .limit(5)
        .collect(Collectors.joining(", "));
  }

  private @Nullable ServiceDefinition parse(JsonNode document, List<Fault> faults) {
    ServiceDefinition definition;
    try {
      definition = Json.shared().convertValue(document, ServiceDefinition.class);
    } catch (IllegalArgumentException e) {
      faults.add(new Fault(pointer(e.getCause()), "value", "a version or a range", "another text"));
      return null;
    }
    List<SecretWish> secrets = definition.secrets();
    for (int i = 0; i < secrets.size(); i++) {
      if (secrets.get(i).send().hostsOwn()) {
        faults.add(
            new Fault(
                "/secrets/" + i + "/send/name",
                "host-header",
                "a header that is not the host's to send",
                secrets.get(i).send().name()));
      }
    }
    if (!faults.isEmpty()) {
      return null;
    }
    try {
      schemas.of(definition.config());
      return definition;
    } catch (IllegalArgumentException e) {
      faults.add(new Fault("/config", "schema", "a JSON Schema 2020-12", "none"));
      return null;
    }
  }

  private static String pointer(@Nullable Throwable failure) {
    return failure instanceof JsonMappingException at
        ? at.getPath().stream()
            .map(r -> "/" + (r.getFieldName() == null ? r.getIndex() : r.getFieldName()))
            .collect(Collectors.joining())
        : "";
  }

  RegistryDecision remove(RegistryState state, RegistryWrite.RemoveDefinition write, By by) {
    InstalledDefinition installed = state.definition(write.id(), write.version());
    String ref = Shown.of(write.id() + "@" + write.version());
    if (installed == null) {
      return new Refuse(ErrorCode.DEFINITION_UNKNOWN.reject("there is no definition " + ref));
    }
    List<String> users = state.running(write.id(), write.version());
    if (!users.isEmpty()) {
      return new Refuse(ErrorCode.DEFINITION_IN_USE.reject(ref + " runs " + Shown.names(users)));
    }
    List<String> callers = Fitness.orphans(state, installed.definition());
    if (!callers.isEmpty()) {
      return new Refuse(
          ErrorCode.DEFINITION_IN_USE
              .reject(ref + " has what these definitions call: " + Shown.names(callers))
              .withRemedy("Remove those first, or install another definition that has it"));
    }
    return new Accept(new RegistryEvent.DefinitionRemoved(by, write.id(), write.version()), false);
  }
}
