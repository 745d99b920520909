package io.kaicd.tck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.capability.CapabilityContract;
import io.kaicd.contract.capability.CompiledSchema;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.capability.Operation;
import io.kaicd.contract.definition.CapabilityRef;
import io.kaicd.contract.definition.HostApi;
import io.kaicd.contract.definition.Offer;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a definition must hold, each breach in words. */
final class DefinitionRules {
  private static final String SCHEMAS = "/io/kaicd/contract/schemas/";

  private DefinitionRules() {}

  static List<Fault> schemaFaults(JsonNode document) {
    return schema("service-definition.json").check(document);
  }

  /** Between the definition, the host's API and the plugin's code; and the test's own config. */
  static List<String> misfits(Subject subject) {
    List<String> found = new ArrayList<>();
    ServiceDefinition definition = subject.definition();
    if (!definition.host().accepts(HostApi.VERSION)) {
      found.add("host " + definition.host() + " leaves out the host API " + HostApi.VERSION);
    }
    var implementation = definition.implementation();
    if (!implementation.plugin().equals(subject.plugin().id())) {
      found.add("implementation names " + implementation.plugin() + ", not this plugin");
    }
    if (!implementation.version().accepts(subject.plugin().version())) {
      found.add(
          "implementation "
              + implementation.version()
              + " leaves out "
              + subject.plugin().version());
    }
    if (!subject.plugin().definitions().contains(subject.document())) {
      found.add("definitions() changes from one asking to the next");
    }
    try {
      List<Fault> faults = CompiledSchema.of(definition.config()).check(subject.config());
      faults.forEach(fault -> found.add("the configuration breaks its schema: " + fault));
    } catch (IllegalArgumentException e) {
      found.add("config is no JSON Schema: " + e.getMessage());
    }
    return found;
  }

  /** Between the definition and the capabilities' contracts. */
  static List<String> disagreements(Subject subject) {
    List<String> found = new ArrayList<>();
    for (JsonNode contract : subject.plugin().contracts()) {
      schema("capability.json")
          .check(contract)
          .forEach(fault -> found.add("a contract of the plugin's: " + fault));
    }
    Set<String> seen = new HashSet<>();
    for (CapabilityRef ref : subject.definition().capabilities()) {
      if (!seen.add(ref.id())) {
        found.add(ref.id() + " is declared twice");
      }
      CapabilityContract contract = subject.catalog().find(ref.id(), ref.version());
      if (contract == null) {
        found.add("no contract " + ref.ref() + " is known");
        continue;
      }
      for (String feature : ref.features()) {
        if (!contract.features().contains(feature)) {
          found.add(ref.ref() + " has no feature " + feature);
        }
      }
    }
    subject.definition().offers().forEach(offer -> disagreements(offer, subject, found));
    return found;
  }

  private static void disagreements(Offer offer, Subject subject, List<String> found) {
    for (String capability : offer.capabilities()) {
      CapabilityContract contract = subject.contract(capability);
      if (contract == null) {
        found.add("offer " + offer.key() + " names " + capability + ", which is not declared");
      } else if (contract.operations().values().stream()
          .map(Operation::routingKey)
          .noneMatch(offer.key()::equals)) {
        found.add("no operation of " + capability + " routes by " + offer.key());
      }
    }
    String from = offer.from();
    int slash = from.indexOf('/');
    if (slash > 0
        && subject.operation(from.substring(0, slash), from.substring(slash + 1)) == null) {
      found.add("offer " + offer.key() + " comes from " + from + ", which is not declared");
    }
  }

  // The $id of the bundled schemas is a path on a node; here the document stands alone.
  private static CompiledSchema schema(String name) {
    ObjectNode document = ContractCatalog.resource(SCHEMAS + name).deepCopy();
    document.remove("$id");
    return CompiledSchema.of(document);
  }
}
