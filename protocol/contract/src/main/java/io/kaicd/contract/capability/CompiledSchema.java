package io.kaicd.contract.capability;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.kaicd.contract.error.Fault;
import java.util.List;
import java.util.Locale;

/** A JSON Schema 2020-12, compiled once and then used by any thread. */
public final class CompiledSchema {
  private static final int MOST_FAULTS = 20;
  private static final int MOST_WANTED = 200;
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder()
                      .formatAssertionsEnabled(true)
                      .locale(Locale.ROOT)
                      .build()));

  private final Schema schema;

  private CompiledSchema(Schema schema) {
    this.schema = schema;
  }

  /**
   * @throws IllegalArgumentException when the document is not a schema
   */
  public static CompiledSchema of(JsonNode document) {
    try {
      Schema schema = REGISTRY.getSchema(document);
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
      pointer = pointer + "/" + property;
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
