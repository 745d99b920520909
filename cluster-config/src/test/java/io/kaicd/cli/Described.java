package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.capability.CompiledSchema;
import io.kaicd.contract.json.Json;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Holds a node's answers to what its own OpenAPI document says of them. */
final class Described {
  private final JsonNode document;
  private final ObjectNode components;
  final Set<String> asked = new TreeSet<>();

  Described(JsonNode document) {
    this.document = document;
    this.components = (ObjectNode) strict(document.path("components"));
  }

  /** So that what is answered and not described is found, too. */
  private static JsonNode strict(JsonNode schema) {
    if (schema instanceof ArrayNode list) {
      ArrayNode copy = Json.shared().createArrayNode();
      list.forEach(item -> copy.add(strict(item)));
      return copy;
    }
    if (!(schema instanceof ObjectNode object)) {
      return schema;
    }
    ObjectNode copy = Json.shared().createObjectNode();
    object.properties().forEach(field -> copy.set(field.getKey(), strict(field.getValue())));
    boolean closes =
        copy.path("properties").isObject() && copy.path("type").asText().equals("object");
    if (closes && !copy.has("additionalProperties")) {
      copy.put("additionalProperties", false);
    }
    return copy;
  }

  /** Operations of these tags. */
  Set<String> operations(Set<String> tags) {
    return document
        .path("paths")
        .valueStream()
        .flatMap(JsonNode::propertyStream)
        .map(Map.Entry::getValue)
        .filter(operation -> tags.contains(operation.at("/tags/0").asText()))
        .map(operation -> operation.path("operationId").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  Set<String> declaredTags() {
    return document
        .path("tags")
        .valueStream()
        .map(tag -> tag.path("name").asText())
        .collect(Collectors.toSet());
  }

  Set<String> usedTags() {
    return document
        .path("paths")
        .valueStream()
        .flatMap(JsonNode::propertyStream)
        .flatMap(one -> one.getValue().path("tags").valueStream())
        .map(JsonNode::asText)
        .collect(Collectors.toSet());
  }

  private JsonNode operation(String verb, String path) {
    String method = verb.toLowerCase(Locale.ROOT);
    String bare = path.replaceFirst("\\?.*", "");
    return document
        .path("paths")
        .propertyStream()
        .filter(one -> bare.matches(one.getKey().replaceAll("\\{[^/]+}", "[^/]+")))
        .filter(one -> one.getValue().has(method))
        .sorted((a, b) -> a.getKey().indexOf('{') < 0 ? -1 : b.getKey().indexOf('{') < 0 ? 1 : 0)
        .map(one -> one.getValue().path(method))
        .findFirst()
        .orElseThrow(() -> new AssertionError("not described: " + method + " " + path));
  }

  private static Set<String> named(JsonNode operation) {
    return operation
        .path("parameters")
        .valueStream()
        .map(parameter -> parameter.path("in").asText() + " " + parameter.path("name").asText())
        .collect(Collectors.toSet());
  }

  /** Of an operation, such as {@code query dryRun}. */
  Set<String> parameters(String operationId) {
    return document
        .path("paths")
        .valueStream()
        .flatMap(JsonNode::valueStream)
        .filter(operation -> operation.path("operationId").asText().equals(operationId))
        .flatMap(operation -> named(operation).stream())
        .collect(Collectors.toSet());
  }

  boolean takesDryRun(String method, String path) {
    return named(operation(method, path)).contains("query dryRun");
  }

  /** What is wrong with an answer, nothing when it is as the document says. */
  Optional<String> wrong(String verb, String path, String body, HttpResponse<String> answer) {
    JsonNode operation = operation(verb, path);
    asked.add(operation.path("operationId").asText());
    Set<String> parameters = named(operation);
    for (String query : path.replaceFirst("^[^?]*\\??", "").split("&", -1)) {
      if (!query.isEmpty() && !parameters.contains("query " + query.replaceFirst("=.*", ""))) {
        return Optional.of("the parameter " + query);
      }
    }
    JsonNode responses = operation.path("responses");
    String status = String.valueOf(answer.statusCode());
    JsonNode response = responses.path(responses.has(status) ? status : status.charAt(0) + "XX");
    if (response.isMissingNode()) {
      return Optional.of("the status " + status);
    }
    if (answer.headers().firstValue("ETag").isPresent()
        && !response.at("/headers/ETag").isObject()) {
      return Optional.of("the header ETag");
    }
    String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    JsonNode schema = response.path("content").path(type).path("schema");
    if (answer.body().isEmpty()) {
      return response.has("content") ? Optional.of("no body") : Optional.empty();
    }
    if (schema.isMissingNode()) {
      return Optional.of("the content type " + type);
    }
    JsonNode request = operation.at("/requestBody/content/application~1json/schema");
    if (answer.statusCode() < 300
        && !body.isEmpty()
        && !fits(request, Json.parse(body)).isEmpty()) {
      return Optional.of("the request: " + fits(request, Json.parse(body)));
    }
    List<?> faults = fits(schema, Json.parse(answer.body()));
    return faults.isEmpty() ? Optional.empty() : Optional.of("the body: " + faults);
  }

  private List<?> fits(JsonNode schema, JsonNode value) {
    ObjectNode whole = Json.shared().createObjectNode();
    whole.set("components", components);
    whole.putArray("allOf").add(schema);
    return CompiledSchema.of(whole).check(value);
  }
}
