package io.kaicd.contract.capability;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Draft202012;
import io.kaicd.contract.error.Fault;
import java.util.List;
import java.util.Locale;

/** A JSON Schema 2020-12, compiled once and then used by any thread. */
public final class CompiledSchema {
  private static final int MOST_FAULTS = 20;
  private static final int MOST_WANTED = 200;
  private static final SchemaRegistry REGISTRY =
      registry(Dialect.builder(Draft202012.getInstance()).keyword(new PlainItems()).build());

  private final Schema schema;

  private CompiledSchema(Schema schema) {
    this.schema = schema;
  }

  private static SchemaRegistry registry(Dialect dialect) {
    return SchemaRegistry.withDefaultDialect(
        dialect,
        builder ->
            builder.schemaRegistryConfig(
                SchemaRegistryConfig.builder()
                    .formatAssertionsEnabled(true)
                    .locale(Locale.ROOT)
                    .build()));
  }

  /**
   * @throws IllegalArgumentException when the document is not a schema
   */
  public static CompiledSchema of(JsonNode document) {
    if (!document.isObject() && !document.isBoolean()) {
      throw new IllegalArgumentException("a JSON Schema is an object or a boolean");
    }
    List<Error> errors = Meta.SCHEMA.validate(document);
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(
          "not a JSON Schema 2020-12, at '" + fault(errors.getFirst()).pointer() + "'");
    }
    return of(document, REGISTRY);
  }

  /** As {@link #of(JsonNode)}, of a schema that ships with the host and that a test has checked. */
  static CompiledSchema trusted(JsonNode document) {
    return of(document, REGISTRY);
  }

  /** Loaded when it is first wanted, since a node's start does not. */
  private static final class Meta {
    static final Schema SCHEMA =
        REGISTRY.getSchema(SchemaLocation.of(Draft202012.getInstance().getId()));
  }

  /** As {@link #of(JsonNode)}, by the library alone: what the fast one is held to. */
  static CompiledSchema plain(JsonNode document) {
    return of(document, registry(Draft202012.getInstance()));
  }

  private static CompiledSchema of(JsonNode document, SchemaRegistry registry) {
    try {
      Schema schema = registry.getSchema(document);
      schema.initializeValidators();
      return new CompiledSchema(schema);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not a JSON Schema 2020-12: " + e.getMessage(), e);
    }
  }

  /** The places at fault, none when the value is valid. No fault quotes the value. */
  public List<Fault> check(JsonNode value) {
    List<Error> errors = schema.validate(value);
    if (errors.isEmpty()) {
      return List.of();
    }
    return errors.stream().limit(MOST_FAULTS).map(CompiledSchema::fault).toList();
  }

  private static Fault fault(Error error) {
    String pointer = error.getInstanceLocation().toString();
    String property = error.getProperty();
    if (property != null) {
      pointer = pointer + "/" + property.replace("~", "~0").replace("/", "~1");
    }
    JsonNode rule = error.getSchemaNode();
    String wanted = rule == null ? "" : rule.toString();
    JsonNode have = error.getInstanceNode();
    return new Fault(
        pointer,
        error.getKeyword(),
        wanted.length() > MOST_WANTED ? wanted.substring(0, MOST_WANTED) + "..." : wanted,
        have == null ? "" : have.getNodeType().name().toLowerCase(Locale.ROOT));
  }
}
