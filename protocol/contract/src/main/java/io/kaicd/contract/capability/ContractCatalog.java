package io.kaicd.contract.capability;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.version.SemVer;
import io.kaicd.contract.version.VersionRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The capability contracts that this host knows, compiled once. */
public final class ContractCatalog {
  private static final String FOLDER = "/io/kaicd/contract/capabilities/";
  private static final List<String> BUNDLED =
      List.of("llm_chat", "embedding", "vector_database", "analytics", "health");
  private static final int DEFAULT_REQUEST = 1024 * 1024;
  private static final int DEFAULT_REPLY = 8 * 1024 * 1024;

  private final Map<String, NavigableMap<SemVer, CapabilityContract>> contracts = new TreeMap<>();

  private ContractCatalog(Collection<CapabilityContract> all) {
    for (CapabilityContract contract : all) {
      contracts
          .computeIfAbsent(contract.id(), id -> new TreeMap<>())
          .put(contract.version(), contract);
    }
  }

  /** The contracts that ship with the host. */
  public static ContractCatalog bundled() {
    return new ContractCatalog(
        BUNDLED.stream()
            .map(id -> read(resource(FOLDER + id + ".json"), CompiledSchema::trusted))
            .toList());
  }

  public static ContractCatalog of(Collection<JsonNode> documents) {
    return new ContractCatalog(
        documents.stream().map(document -> read(document, CompiledSchema::of)).toList());
  }

  /** This catalog and more contracts. */
  public ContractCatalog with(Collection<JsonNode> documents) {
    List<CapabilityContract> all = new java.util.ArrayList<>(all());
    documents.forEach(document -> all.add(read(document, CompiledSchema::of)));
    return new ContractCatalog(all);
  }

  public static JsonNode resource(String path) {
    try (InputStream in = ContractCatalog.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + path);
      }
      return Json.parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<CapabilityContract> all() {
    return contracts.values().stream().flatMap(versions -> versions.values().stream()).toList();
  }

  public Set<String> ids() {
    return contracts.keySet();
  }

  public @Nullable CapabilityContract find(String id, SemVer version) {
    NavigableMap<SemVer, CapabilityContract> versions = contracts.get(id);
    return versions == null ? null : versions.get(version);
  }

  /** The highest version of a capability in a range. */
  public Optional<CapabilityContract> best(String id, VersionRange range) {
    NavigableMap<SemVer, CapabilityContract> versions = contracts.get(id);
    return versions == null ? Optional.empty() : range.best(versions.keySet()).map(versions::get);
  }

  private static CapabilityContract read(
      JsonNode document, Function<JsonNode, CompiledSchema> compiler) {
    String id = document.required("id").asText();
    Map<String, Operation> operations = new LinkedHashMap<>();
    document
        .required("operations")
        .propertyStream()
        .forEach(
            e ->
                operations.put(
                    e.getKey(), operation(id, e.getKey(), e.getValue(), document, compiler)));
    List<String> features = strings(document.path("features"));
    return new CapabilityContract(
        id,
        SemVer.of(document.required("version").asText()),
        document.path("title").asText(id),
        features,
        Map.copyOf(operations),
        document);
  }

  private static Operation operation(
      String capability,
      String name,
      JsonNode operation,
      JsonNode document,
      Function<JsonNode, CompiledSchema> compiler) {
    EnumSet<Operation.Mode> modes = EnumSet.noneOf(Operation.Mode.class);
    strings(operation.required("mode"))
        .forEach(mode -> modes.add(Operation.Mode.valueOf(mode.toUpperCase(Locale.ROOT))));
    JsonNode limits = operation.path("limits");
    return new Operation(
        capability,
        name,
        Operation.Effect.valueOf(operation.required("effect").asText().toUpperCase(Locale.ROOT)),
        Set.copyOf(modes),
        JsonPointer.compile(operation.path("routeBy").asText("")),
        operation.path("internal").asBoolean(false),
        Duration.parse(operation.path("deadline").asText("PT30S")),
        new Operation.Limits(
            limits.path("request").asInt(DEFAULT_REQUEST),
            limits.path("reply").asInt(DEFAULT_REPLY)),
        compile(operation.required("input"), document, compiler),
        operation.has("output") ? compile(operation.get("output"), document, compiler) : nothing(),
        operation.has("chunk") ? compile(operation.get("chunk"), document, compiler) : nothing(),
        strings(operation.path("errors")));
  }

  private static CompiledSchema compile(
      JsonNode schema, JsonNode document, Function<JsonNode, CompiledSchema> compiler) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    if (schema.isObject()) {
      root.setAll((ObjectNode) schema);
    } else {
      return compiler.apply(schema);
    }
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    if (document.has("$defs")) {
      root.set("$defs", document.get("$defs"));
    }
    return compiler.apply(root);
  }

  private static CompiledSchema nothing() {
    return CompiledSchema.trusted(BooleanNode.FALSE);
  }

  private static List<String> strings(JsonNode array) {
    return array.valueStream().map(JsonNode::asText).toList();
  }
}
