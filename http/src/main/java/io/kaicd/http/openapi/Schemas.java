package io.kaicd.http.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.capability.CapabilityContract;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.json.Json;

/**
 * The document's schemas: the contract's own, copied with their references moved, and those of the
 * replies, which a resource of this module holds.
 */
final class Schemas {
  private static final String PLACE = "#/components/schemas/";
  private static final String LOCAL = "#/$defs/";
  private static final String FOLDER = "/io/kaicd/contract/schemas/";

  private final ObjectNode all = Json.shared().createObjectNode();

  Schemas() {
    read("/io/kaicd/http/replies.json")
        .propertyStream()
        .forEach(entry -> all.set(entry.getKey(), entry.getValue()));
    put("ServiceDefinition", ContractCatalog.resource(FOLDER + "service-definition.json"));
    put("Service", ContractCatalog.resource(FOLDER + "service.json"));
    put("CapabilityContract", ContractCatalog.resource(FOLDER + "capability.json"));
  }

  private static JsonNode read(String resource) {
    try (var in = Schemas.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + resource);
      }
      return Json.parse(in.readAllBytes());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  ObjectNode all() {
    return all;
  }

  ObjectNode reference(String name) {
    if (!all.has(name)) {
      throw new IllegalArgumentException("no schema " + name);
    }
    return Json.shared().createObjectNode().put("$ref", PLACE + name);
  }

  private void put(String name, JsonNode document) {
    ObjectNode schema = (ObjectNode) moved(document, name);
    document
        .path("$defs")
        .propertyStream()
        .forEach(def -> all.set(name + "." + def.getKey(), moved(def.getValue(), name)));
    schema.remove("$defs");
    schema.remove("$id");
    schema.remove("$schema");
    all.set(name, schema);
  }

  /** A schema that stands in a contract's operation; what it refers to is taken in with it. */
  JsonNode of(CapabilityContract contract, JsonNode schema) {
    takeReferences(contract, schema);
    return schema.isMissingNode() ? Json.shared().createObjectNode() : moved(schema, contract.id());
  }

  private void takeReferences(CapabilityContract contract, JsonNode schema) {
    for (JsonNode reference : schema.findValues("$ref")) {
      if (!reference.asText().startsWith(LOCAL)) {
        continue;
      }
      String local = reference.asText().substring(LOCAL.length());
      String name = contract.id() + "." + local;
      if (!all.has(name)) {
        JsonNode definition = contract.document().path("$defs").path(local);
        all.set(name, moved(definition, contract.id()));
        takeReferences(contract, definition);
      }
    }
  }

  private static JsonNode moved(JsonNode schema, String owner) {
    return switch (schema) {
      case ObjectNode object -> {
        ObjectNode copy = Json.shared().createObjectNode();
        object
            .propertyStream()
            .forEach(
                entry -> {
                  JsonNode value = entry.getValue();
                  if (entry.getKey().equals("$ref") && value.asText().startsWith(LOCAL)) {
                    copy.put(
                        "$ref", PLACE + owner + "." + value.asText().substring(LOCAL.length()));
                  } else {
                    copy.set(entry.getKey(), moved(value, owner));
                  }
                });
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = Json.shared().createArrayNode();
        array.forEach(item -> copy.add(moved(item, owner)));
        yield copy;
      }
      default -> schema;
    };
  }
}
