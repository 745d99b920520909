package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.capability.CompiledSchema;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.configuration.Pointer;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code kai.yaml} says should be: <code>
 * {"kai":1,"definitions":[...],"services":{"id":{...}},"profiles":{"id":{"parent":"","layer":{}}},
 * "active":"dev"}</code>. What it does not name stays as it is.
 *
 * @param definitions by {@code id@version}, in the file's order
 * @param services by id, in the file's order
 * @param profiles by id, each {@code {"parent":...,"layer":...}}
 * @param active the profile to be active, empty to leave that alone
 */
record DesiredState(
    Map<String, JsonNode> definitions,
    Map<String, JsonNode> services,
    ObjectNode profiles,
    String active) {
  private static final CompiledSchema SERVICE = schema("service");
  private static final CompiledSchema DEFINITION = schema("service-definition");

  private static CompiledSchema schema(String name) {
    return CompiledSchema.of(
        ContractCatalog.resource("/io/kaicd/contract/schemas/" + name + ".json"));
  }

  /**
   * @throws RejectedException with a fault for each place that is not as it should be
   */
  static DesiredState read(JsonNode document) {
    List<Fault> faults = new ArrayList<>();
    only(document, "", Set.of("kai", "definitions", "services", "profiles", "active"), faults);
    if (!document.path("kai").isInt() || document.path("kai").intValue() != 1) {
      faults.add(new Fault("/kai", "version", "1, the version of this shape", ""));
    }
    Map<String, JsonNode> definitions = definitions(document.path("definitions"), faults);
    Map<String, JsonNode> services = new LinkedHashMap<>();
    for (var service : object(document, "", "services", faults).properties()) {
      String at = Pointer.member("/services", service.getKey());
      below(at, SERVICE.check(service.getValue()), faults);
      services.put(service.getKey(), service.getValue());
    }
    ObjectNode profiles = object(document, "", "profiles", faults);
    for (var profile : profiles.properties()) {
      String at = Pointer.member("/profiles", profile.getKey());
      only(profile.getValue(), at, Set.of("parent", "layer"), faults);
      text(profile.getValue(), at, "parent", faults);
      object(profile.getValue(), at, "layer", faults);
    }
    String active = text(document, "", "active", faults);
    if (!faults.isEmpty()) {
      throw ErrorCode.CONFIGURATION_INVALID
          .reject("the file does not say what should be in a way that is understood")
          .withFaults(faults)
          .asException();
    }
    return new DesiredState(definitions, services, profiles, active);
  }

  private static Map<String, JsonNode> definitions(JsonNode list, List<Fault> faults) {
    Map<String, JsonNode> definitions = new LinkedHashMap<>();
    if (!list.isMissingNode() && !list.isArray()) {
      faults.add(new Fault("/definitions", "type", "array", ""));
    }
    for (int i = 0; i < list.size(); i++) {
      JsonNode definition = list.get(i);
      String at = "/definitions/" + i;
      below(at, DEFINITION.check(definition), faults);
      String ref = definition.path("id").asText() + "@" + definition.path("version").asText();
      if (definitions.put(ref, definition) != null) {
        faults.add(new Fault(at, "twice", "each version once", ref));
      }
    }
    return definitions;
  }

  private static void below(String at, List<Fault> found, List<Fault> faults) {
    found.forEach(f -> faults.add(new Fault(at + f.pointer(), f.code(), f.wanted(), f.have())));
  }

  private static void only(JsonNode node, String at, Set<String> names, List<Fault> faults) {
    if (!node.isObject()) {
      faults.add(new Fault(at, "type", "object", ""));
      return;
    }
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!names.contains(name)) {
                faults.add(new Fault(Pointer.member(at, name), "unknown", "one of " + names, ""));
              }
            });
  }

  private static ObjectNode object(JsonNode parent, String at, String name, List<Fault> faults) {
    JsonNode value = parent.path(name);
    if (value instanceof ObjectNode object) {
      return object;
    }
    if (!value.isMissingNode()) {
      faults.add(new Fault(Pointer.member(at, name), "type", "object", ""));
    }
    return JsonNodeFactory.instance.objectNode();
  }

  private static String text(JsonNode parent, String at, String name, List<Fault> faults) {
    JsonNode value = parent.path(name);
    if (!value.isMissingNode() && !value.isTextual()) {
      faults.add(new Fault(Pointer.member(at, name), "type", "string", ""));
    }
    return value.asText();
  }
}
