package io.kaicd.contract.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.capability.CapabilityContract;
import io.kaicd.contract.capability.CompiledSchema;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.ServiceSpec;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java records and the schemas say the same. */
class AgreementTest {
  private static final JsonNode DEFINITION = schema("service-definition.json");
  private static final JsonNode SERVICE = schema("service.json");

  static Stream<Arguments> records() {
    return Stream.of(
        Arguments.of(ServiceDefinition.class, DEFINITION, ""),
        Arguments.of(Implementation.class, DEFINITION, "/properties/implementation"),
        Arguments.of(CapabilityRef.class, DEFINITION, "/properties/capabilities/items"),
        Arguments.of(Requirement.class, DEFINITION, "/properties/requires/items"),
        Arguments.of(Run.class, DEFINITION, "/properties/run"),
        Arguments.of(Offer.class, DEFINITION, "/properties/offers/items"),
        Arguments.of(SecretWish.class, DEFINITION, "/properties/secrets/items"),
        Arguments.of(
            SecretWish.Send.class, DEFINITION, "/properties/secrets/items/properties/send"),
        Arguments.of(
            ServiceSpec.SecretRef.class, SERVICE, "/properties/secrets/additionalProperties"),
        Arguments.of(ServiceSpec.Placement.class, SERVICE, "/properties/placement"));
  }

  @ParameterizedTest
  @MethodSource("records")
  void recordAndSchemaHaveTheSameProperties(Class<?> type, JsonNode schema, String at) {
    assertThat(components(type)).isEqualTo(properties(schema.at(at)));
    assertThat(schema.at(at + "/additionalProperties").asBoolean(true)).isFalse();
  }

  @Test
  void aServiceHasTheSamePropertiesButItsSchemasName() {
    Set<String> allowed = properties(SERVICE);

    assertThat(allowed.remove("$schema")).isTrue();
    assertThat(components(ServiceSpec.class)).isEqualTo(allowed);
  }

  @Test
  void needsHaveTheirTwoOldNamesBesides() {
    Set<String> allowed = properties(DEFINITION.at("/properties/needs"));

    assertThat(allowed.remove("requiresNode")).isTrue();
    assertThat(allowed.remove("requiresGPU")).isTrue();
    assertThat(allowed).containsExactlyInAnyOrder("role", "traits");
    Needs old = read("{\"requiresNode\":true,\"requiresGPU\":true}", Needs.class);
    assertThat(old).isEqualTo(new Needs("central", Set.of("gpu")));
  }

  @Test
  void aDefinitionWithOnlyWhatIsRequiredGetsItsDefaults() {
    // Given a document that has what the schema requires and no more
    ObjectNode document = (ObjectNode) Json.parse(FULL);
    Set<String> required = new TreeSet<>();
    DEFINITION.required("required").forEach(name -> required.add(name.asText()));
    document.retain(required);

    // When
    assertThat(CompiledSchema.of(DEFINITION).check(document)).isEmpty();
    ServiceDefinition definition = read(document.toString(), ServiceDefinition.class);

    // Then
    assertThat(definition.schema()).isEqualTo(ServiceDefinition.SCHEMA);
    assertThat(definition.needs()).isEqualTo(Needs.NONE);
    assertThat(definition.run()).isEqualTo(Run.REPLICAS);
    assertThat(definition.reconfigure()).isEqualTo(Reconfigure.RESTART);
    assertThat(definition.offers()).isEmpty();
    assertThat(definition.secrets()).isEmpty();
    assertThat(definition.egress()).isEmpty();
    assertThat(definition.requires()).isEmpty();
    assertThat(CompiledSchema.of(definition.config()).check(Json.parse("{}"))).isEmpty();
    assertThat(CompiledSchema.of(definition.config()).check(Json.parse("{\"a\":1}"))).isNotEmpty();
    // and each default is valid by the schema
    assertThat(CompiledSchema.of(DEFINITION).check(tree(definition))).isEmpty();
  }

  @Test
  void aFullDefinitionGoesThereAndBack() {
    JsonNode document = Json.parse(FULL);
    Set<String> all = properties(DEFINITION);
    assertThat(names(document)).as("the sample is full").isEqualTo(all);
    assertThat(CompiledSchema.of(DEFINITION).check(document)).isEmpty();

    JsonNode back = tree(read(FULL, ServiceDefinition.class));

    assertThat(back).isEqualTo(document);
  }

  @Test
  void aFullServiceGoesThereAndBack() {
    String text =
        """
        {"definition":"openai-compatible@^1","enabled":false,"config":{"baseUrl":"http://gpu.lan/v1"},
         "secrets":{"apiKey":{"env":"KAI_SECRET_GPU"}},"placement":{"node":"laptop"},
         "labels":{"site":"home"},"defaultFor":["llm_chat"]}""";
    ObjectNode document = (ObjectNode) Json.parse(text);
    assertThat(CompiledSchema.of(SERVICE).check(document)).isEmpty();

    assertThat(tree(read(text, ServiceSpec.class))).isEqualTo(document);

    // and with its schema's name, which is read and not kept
    document.put("$schema", "/schemas/service/1.json");
    assertThat(CompiledSchema.of(SERVICE).check(document)).isEmpty();
    assertThat(read(document.toString(), ServiceSpec.class).definitionId())
        .isEqualTo("openai-compatible");
  }

  @Test
  void bundledContractsAreValidAndTheirErrorsKnown() {
    CompiledSchema schema = CompiledSchema.of(schema("capability.json"));
    for (CapabilityContract contract : ContractCatalog.bundled().all()) {
      assertThat(schema.check(contract.document())).as(contract.ref()).isEmpty();
      contract
          .operations()
          .values()
          .forEach(
              operation ->
                  assertThat(operation.errors())
                      .as("%s %s", contract.ref(), operation.name())
                      .allMatch(code -> ErrorCode.of(code).isPresent()));
    }
    assertThat(ContractCatalog.bundled().ids())
        .containsExactlyInAnyOrder(
            "llm_chat", "embedding", "vector_database", "analytics", "health");
  }

  @Test
  void everyErrorCodeHasAStatusATitleAndARemedy() {
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(code.status()).as(code.text()).isBetween(400, 599);
      assertThat(code.text()).matches("[a-z][a-z-]*(\\.[a-z-]+)?");
      assertThat(code.title()).isNotBlank();
      assertThat(code.remedy()).isNotBlank();
      assertThat(ErrorCode.of(code.text())).contains(code);
    }
  }

  private static Set<String> components(Class<?> type) {
    var config = Json.shared().getSerializationConfig();
    Set<String> names = new TreeSet<>();
    config.introspect(config.constructType(type)).findProperties().stream()
        .filter(BeanPropertyDefinition::hasConstructorParameter)
        .forEach(property -> names.add(property.getName()));
    // What is written counts, and for a record that is its components.
    for (var component : type.getRecordComponents()) {
      names.add(component.getName().equals("schema") ? "$schema" : component.getName());
    }
    return names;
  }

  private static Set<String> properties(JsonNode schema) {
    return names(schema.required("properties"));
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static JsonNode schema(String name) {
    ObjectNode schema = ContractCatalog.resource("/io/kaicd/contract/schemas/" + name).deepCopy();
    schema.remove("$id");
    return schema;
  }

  private static <T> T read(String text, Class<T> type) {
    return Json.shared().convertValue(Json.parse(text), type);
  }

  private static JsonNode tree(Object value) {
    return Json.parse(Json.bytes(value));
  }

  // The connector's definition, as the contract's page has it, with all that a definition may say.
  private static final String FULL =
      """
      {"$schema":"/schemas/service-definition/1.json","id":"openai-compatible","version":"1.0.0",
       "host":"^1.0.0","title":"OpenAI-compatible server","category":"llm",
       "docs":"openai-compatible.md",
       "implementation":{"plugin":"connector","version":"^1.0.0"},
       "capabilities":[
         {"id":"llm_chat","version":"1.0.0","features":["streaming","tools","vision"]},
         {"id":"embedding","version":"1.0.0","features":[]},
         {"id":"health","version":"1.0.0","features":[]}],
       "requires":[{"id":"embedding","version":"^1"}],
       "needs":{"role":"any","traits":["gpu"]},"run":{"instances":"each","data":"none"},
       "offers":[{"key":"model","capabilities":["llm_chat","embedding"],
         "from":"llm_chat/list_models","every":"PT30S"}],
       "config":{"type":"object","required":["baseUrl"],"additionalProperties":false,"properties":{
         "baseUrl":{"type":"string","format":"uri","examples":["http://127.0.0.1:11434/v1"]},
         "maxInFlight":{"type":"integer","minimum":1,"default":64}}},
       "reconfigure":"in-place","egress":["{config.baseUrl}"],
       "secrets":[{"name":"apiKey","required":false,
         "send":{"in":"header","name":"Authorization","template":"Bearer {value}"}}]}""";
}
