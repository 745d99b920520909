package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.capability.CompiledSchema;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.configuration.Pointer;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a profile's own layer must be, whatever lies above and below it. */
final class LayerRules {
  static final Set<String> NAMESPACES = Set.of("host", "services", "user");

  private static final CompiledSchema HOST =
      CompiledSchema.of(
          ContractCatalog.resource("/io/kaicd/contract/schemas/host-configuration.json"));
  private static final int LONGEST_KEY = 256;

  private final ConfigurationLimits limits;

  LayerRules(ConfigurationLimits limits) {
    this.limits = limits;
  }

  /**
   * What was sent, as a copy of the host's own: read back from its text, so that it is JSON and
   * nothing else.
   *
   * @param patch whether a member may be {@code null}, which takes away
   * @throws RejectedException when it is no JSON object, too large, too deep, or has a number that
   *     is not finite
   */
  JsonNode taken(JsonNode sent, boolean patch, String at) {
    if (!sent.isObject()) {
      throw invalid(List.of(new Fault(at, "type", "object", kind(sent)))).asException();
    }
    walk(sent, patch, at, 1);
    byte[] bytes = Json.bytes(sent);
    if (bytes.length > limits.layerBytes()) {
      throw tooLarge(bytes.length).asException();
    }
    return Json.parse(bytes);
  }

  private void walk(JsonNode node, boolean nulls, String at, int depth) {
    if (depth > limits.depth()) {
      throw ErrorCode.INPUT_TOO_DEEP
          .reject("a layer is at most %d levels deep".formatted(limits.depth()))
          .withFault(new Fault(cut(at), "depth", "at most " + limits.depth(), ""))
          .asException();
    }
    switch (node.getNodeType()) {
      case OBJECT -> {
        for (var member : node.properties()) {
          String pointer = Pointer.member(at, member.getKey());
          if (member.getKey().length() > LONGEST_KEY) {
            throw fault(cut(pointer), "length", "a key of at most " + LONGEST_KEY, "");
          }
          if (member.getValue().isNull() && !nulls) {
            throw fault(pointer, "null", "a value; null takes away, and only in a patch", "null");
          }
          walk(member.getValue(), nulls, pointer, depth + 1);
        }
      }
      case ARRAY -> {
        for (int i = 0; i < node.size(); i++) {
          walk(node.get(i), true, at + "/" + i, depth + 1); // an item may be null: it stands there
        }
      }
      case NUMBER -> {
        if (!Double.isFinite(node.doubleValue())) {
          throw ErrorCode.INPUT_NOT_FINITE
              .reject("a number is not finite, or too large for a 64-bit float")
              .withFault(new Fault(at, "finite", "a finite number", ""))
              .asException();
        }
      }
      case STRING, BOOLEAN, NULL -> {}
      case BINARY, MISSING, POJO -> throw fault(at, "type", "JSON", kind(node));
    }
  }

  /** Faults of a layer by itself: its namespaces, and the host's part by its schema. */
  List<Fault> faults(JsonNode layer) {
    List<Fault> faults = new ArrayList<>();
    for (var namespace : layer.properties()) {
      String at = Pointer.member("", namespace.getKey());
      if (!NAMESPACES.contains(namespace.getKey())) {
        faults.add(new Fault(cut(at), "unknown", "one of host, services, user", ""));
      } else if (!namespace.getValue().isObject()) {
        faults.add(new Fault(at, "type", "object", kind(namespace.getValue())));
      }
    }
    if (layer.path("host").isObject()) {
      HOST.check(layer.path("host")).stream().map(f -> below("/host", f)).forEach(faults::add);
    }
    return faults;
  }

  /** Faults of what a change touches, by the services there are; the rest may be of old. */
  List<Fault> faults(
      JsonNode before, JsonNode after, RegistryView registry, ServiceSchemas schemas) {
    List<Fault> faults =
        new ArrayList<>(
            new HostDefaults(registry, schemas)
                .faults(before.at(HostDefaults.AT), after.at(HostDefaults.AT)));
    for (var part : after.path("services").properties()) {
      if (part.getValue().equals(before.path("services").path(part.getKey()))) {
        continue;
      }
      String at = Pointer.member("/services", part.getKey());
      ServiceView service = registry.service(part.getKey());
      if (service == null) {
        faults.add(new Fault(cut(at), "unknown", "the id of a service", ""));
      } else if (!part.getValue().isObject()) {
        faults.add(new Fault(at, "type", "object", kind(part.getValue())));
      } else {
        ServiceSchemas.secrets(service.definition(), part.getValue()).stream()
            .map(f -> below(at, f))
            .forEach(faults::add);
      }
    }
    return faults;
  }

  /**
   * @throws RejectedException when the layer is over its limit
   */
  void fits(int bytes) {
    if (bytes > limits.layerBytes()) {
      throw tooLarge(bytes).asException();
    }
  }

  private Rejection tooLarge(int bytes) {
    return ErrorCode.REQUEST_TOO_LARGE
        .reject(
            "a profile's own layer is at most %d bytes, this one is %d"
                .formatted(limits.layerBytes(), bytes))
        .withRemedy("Keep documents elsewhere and name them here, or split it by inheritance");
  }

  static Fault below(String at, Fault fault) {
    return new Fault(at + fault.pointer(), fault.code(), fault.wanted(), fault.have());
  }

  static Rejection invalid(List<Fault> faults) {
    return ErrorCode.CONFIGURATION_INVALID
        .reject("the change holds what a profile cannot hold")
        .withFaults(faults);
  }

  private static RejectedException fault(String at, String code, String wanted, String have) {
    return invalid(List.of(new Fault(at, code, wanted, have))).asException();
  }

  private static String cut(String pointer) {
    return pointer.length() > LONGEST_KEY ? pointer.substring(0, LONGEST_KEY) + "..." : pointer;
  }

  static String kind(JsonNode node) {
    return node.getNodeType().name().toLowerCase(Locale.ROOT);
  }
}
