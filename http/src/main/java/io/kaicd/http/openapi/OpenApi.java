package io.kaicd.http.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.capability.CapabilityContract;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.capability.Operation;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.version.VersionRange;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The OpenAPI 3.1 document: what the table says of its endpoints, and for each capability's
 * operations a path of its own with the contract's schemas.
 */
final class OpenApi {
  private static final Map<String, String> TAGS =
      Map.ofEntries(
          Map.entry("audit", "Denials and uses of secrets"),
          Map.entry("health", "Whether the node lives and is ready"),
          Map.entry("calls", "Calls of capabilities, and how the last ones went"),
          Map.entry("definitions", "Service definitions"),
          Map.entry("services", "Configured services"),
          Map.entry("capabilities", "Capability contracts"),
          Map.entry("profiles", "Configuration profiles"),
          Map.entry("keys", "Named keys: who may do what"),
          Map.entry("vault", "The vault that secrets are kept in"),
          Map.entry("secrets", "Secrets: values go in, and none comes out"),
          Map.entry("journal", "Who changed what, and whether it holds"),
          Map.entry("nodes", "Nodes of the cluster"),
          Map.entry("pages", "Error codes and schemas"),
          Map.entry("openai", "OpenAI's dialect"));

  private final List<Endpoint> table;
  private final ContractCatalog contracts;
  private final Schemas schemas = new Schemas();
  private final Responses responses = new Responses(schemas);
  private final ObjectNode root = Json.shared().createObjectNode();
  private final ObjectNode paths = Json.shared().createObjectNode();

  OpenApi(List<Endpoint> table, ContractCatalog contracts) {
    this.table = table;
    this.contracts = contracts;
  }

  ObjectNode document() {
    root.put("openapi", "3.1.0");
    root.putObject("info")
        .put("title", "Kai-CD host")
        .put("version", "1.0.0")
        .put("description", "A host for AI services, called through one typed contract.")
        .putObject("license")
        .put("name", "See the project")
        .put("identifier", "LicenseRef-project");
    root.putArray("servers").addObject().put("url", "/").put("description", "This node");
    var tags = root.putArray("tags");
    new TreeMap<>(TAGS)
        .forEach((name, text) -> tags.addObject().put("name", name).put("description", text));
    root.putArray("security").addObject().putArray("token");
    for (String id : contracts.ids()) {
      contracts.best(id, VersionRange.ANY).ifPresent(this::contract);
    }
    table.forEach(this::endpoint);
    root.set("paths", paths);
    ObjectNode components = root.putObject("components");
    components
        .putObject("securitySchemes")
        .putObject("token")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("description", "The text of the file 'token' in the node's data folder");
    components.set("schemas", schemas.all());
    return root;
  }

  private void endpoint(Endpoint endpoint) {
    String path = endpoint.path().text().replace("...", "");
    ObjectNode operation =
        paths.withObjectProperty(path).putObject(endpoint.method().name().toLowerCase(Locale.ROOT));
    operation
        .put("operationId", endpoint.docs().id())
        .put("summary", endpoint.docs().summary())
        .putArray("tags")
        .add(endpoint.docs().tag());
    switch (endpoint.access()) {
      case Access.Open _ -> operation.putArray("security");
      case Access.Scope(String scope) -> operation.put("description", needs(scope));
      case Access.CallOf _ -> operation.put("description", needs("call:{capability}"));
    }
    var parameters = Json.shared().createArrayNode();
    for (String name : endpoint.path().parameters()) {
      parameters.add(parameter(name, "path", true));
    }
    endpoint.query().stream()
        .sorted()
        .forEach(name -> parameters.add(parameter(name, "query", false)));
    if (endpoint.docs().says().contains(Docs.Says.GUARDED)) {
      parameters.add(guard("If-Match", "An ETag as it was read: 412 when it is another by now"));
      if (endpoint.method() == Method.PUT) {
        parameters.add(guard("If-None-Match", "*: refused when it is there already"));
      }
    }
    if (!parameters.isEmpty()) {
      operation.set("parameters", parameters);
    }
    if (!(endpoint.body() instanceof BodyRule.None)) {
      boolean required =
          !(endpoint.body() instanceof BodyRule.Json(int _, boolean optional, boolean _))
              || !optional;
      operation
          .putObject("requestBody")
          .put("required", required)
          .putObject("content")
          .putObject("application/json")
          .set("schema", schemas.reference(endpoint.docs().request()));
    }
    operation.set("responses", responses.of(endpoint));
  }

  private static String needs(String scope) {
    return "Needs a key with the scope `" + scope + "`.";
  }

  private static ObjectNode guard(String header, String text) {
    return parameter(header, "header", false).put("description", text);
  }

  private static ObjectNode parameter(String name, String in, boolean required) {
    ObjectNode parameter =
        Json.shared().createObjectNode().put("name", name).put("in", in).put("required", required);
    String type =
        switch (name) {
          case "limit" -> "integer";
          case "failed", "dryRun" -> "boolean";
          default -> "string";
        };
    parameter.putObject("schema").put("type", type);
    return parameter;
  }

  private void contract(CapabilityContract contract) {
    for (Operation operation : new TreeMap<>(contract.operations()).values()) {
      if (!operation.internal()) {
        call(contract, operation);
      }
    }
  }

  private void call(CapabilityContract contract, Operation operation) {
    var document = contract.document().path("operations").path(operation.name());
    ObjectNode post =
        paths
            .withObjectProperty("/api/v1/capabilities/" + contract.id() + "/" + operation.name())
            .putObject("post");
    post.put("operationId", contract.id() + "_" + operation.name())
        .put("summary", contract.title() + ": " + operation.name())
        .put("description", needs("call:" + contract.id()))
        .putArray("tags")
        .add("calls");
    post.putArray("parameters").add(parameter("contract", "query", false));
    post.putObject("requestBody")
        .put("required", true)
        .putObject("content")
        .putObject("application/json")
        .set("schema", schemas.of(contract, document.path("input")));
    ObjectNode content =
        post.putObject("responses")
            .putObject("200")
            .put("description", "What the service answered")
            .putObject("content");
    if (operation.modes().contains(Operation.Mode.UNARY)) {
      content
          .putObject("application/json")
          .set("schema", schemas.of(contract, document.path("output")));
    }
    if (operation.modes().contains(Operation.Mode.STREAM)) {
      content
          .putObject("text/event-stream")
          .putObject("schema")
          .put("type", "string")
          .put("description", "Events; the data of each chunk event is of the content schema")
          .put("contentMediaType", "application/json")
          .set("contentSchema", schemas.of(contract, document.path("chunk")));
    }
    responses.problem((ObjectNode) post.get("responses"), "Problem");
  }
}
