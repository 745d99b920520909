package io.kaicd.contract.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompiledSchemaTest {
  private static final String POINT =
      """
      {"type":"object","required":["id"],"additionalProperties":false,"properties":{
        "id":{"type":"string","maxLength":4},"kind":{"enum":["a","b"]},
        "deep":{"type":"object","required":["x"],"properties":{"x":{"type":"integer"}}},
        "vector":{"type":"array","minItems":1,"maxItems":4,"items":{"type":"number"}}}}""";

  private final CompiledSchema point = CompiledSchema.of(Json.parse(POINT));

  @Test
  void findsNothingInAValidValue() {
    assertThat(point.check(Json.parse("{\"id\":\"a\",\"kind\":\"b\",\"vector\":[1,2.5]}")))
        .isEmpty();
  }

  @Test
  void pointsAtWhatIsMissingAndWhatIsTooMuch() {
    List<Fault> faults = point.check(Json.parse("{\"deep\":{},\"a/b~c\":\"secret\"}"));

    assertThat(faults)
        .extracting(Fault::pointer, Fault::code)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("/id", "required"),
            org.assertj.core.groups.Tuple.tuple("/deep/x", "required"),
            org.assertj.core.groups.Tuple.tuple("/a~1b~0c", "additionalProperties"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"hunter2-secret\"}",
        "{\"id\":\"a\",\"kind\":\"hunter2-secret\"}",
        "{\"id\":\"a\",\"deep\":{\"x\":\"hunter2-secret\"}}",
        "{\"id\":\"a\",\"vector\":[1,\"hunter2-secret\"]}",
        "{\"id\":\"a\",\"more\":\"hunter2-secret\"}",
        "\"hunter2-secret\""
      })
  void neverTellsTheValue(String value) {
    List<Fault> faults = point.check(Json.parse(value));

    assertThat(faults).isNotEmpty();
    assertThat(faults.toString()).doesNotContain("hunter2");
  }

  @Test
  void tellsABoundedNumberOfFaults() {
    StringBuilder many = new StringBuilder("{\"id\":\"a\"");
    for (int i = 0; i < 1_000; i++) {
      many.append(",\"k").append(i).append("\":1");
    }

    assertThat(point.check(Json.parse(many + "}"))).hasSize(20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"nonsense\"}",
        "[]",
        "{\"$ref\":\"#/$defs/none\"}",
        "3",
        "{\"properties\":{\"a\":{\"minimum\":\"1\"}}}",
        "{\"$ref\":\"http://127.0.0.1:1/x.json\"}",
        "{\"$ref\":\"file:/etc/hostname\"}",
        "{\"pattern\":\"(\"}"
      })
  void refusesWhatIsNoSchema(String document) {
    JsonNode schema = Json.parse(document);

    assertThatIllegalArgumentException().isThrownBy(() -> CompiledSchema.of(schema));
  }

  /** The loop of {@link PlainItems} says what the library says, of the same places. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"array\",\"items\":{\"type\":\"number\"}}",
        "{\"items\":{\"type\":\"number\"}}",
        "{\"type\":\"array\",\"minItems\":1,\"maxItems\":3,\"items\":{\"type\":\"number\"}}",
        "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}",
        "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"minLength\":1}}",
        "{\"type\":\"array\",\"uniqueItems\":true,\"items\":{\"type\":\"number\"}}",
        "{\"prefixItems\":[{\"type\":\"string\"}],\"items\":{\"type\":\"number\"}}",
        "{\"prefixItems\":[true],\"items\":{\"type\":\"number\"},\"unevaluatedItems\":false}",
        "{\"allOf\":[{\"items\":{\"type\":\"number\"}}],\"unevaluatedItems\":false}",
        "{\"anyOf\":[{\"items\":{\"type\":\"string\"}},{\"items\":{\"type\":\"number\"}}]}",
        "{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"array\",\"items\":{\"type\":\"number\"}}]}",
        "{\"not\":{\"items\":{\"type\":\"number\"}}}",
        "{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{\"type\":\"number\"}}}",
        "{\"properties\":{\"v\":{\"$ref\":\"#/$defs/V\"}},\"$defs\":{\"V\":{\"type\":\"array\",\"items\":{\"type\":\"number\"}}}}"
      })
  void fastItemsAreTheLibrarysItems(String schema) {
    CompiledSchema fast = CompiledSchema.of(Json.parse(schema));
    CompiledSchema plain = CompiledSchema.plain(Json.parse(schema));
    for (String value :
        List.of(
            "[]",
            "[1]",
            "[1,2.5,-3e4]",
            "[1,2,3,4]",
            "[1,1]",
            "[1,\"a\",2]",
            "[\"a\",1,2]",
            "[\"a\",\"\"]",
            "[\"a\",\"b\"]",
            "[null]",
            "[true,1]",
            "[{}]",
            "[[1,2],[3]]",
            "[[1,\"a\"],[3]]",
            "{}",
            "{\"v\":[1,2]}",
            "{\"v\":[1,{}]}",
            "\"a\"",
            "7",
            "null",
            "[12345678901234567890123]")) {
      JsonNode node = Json.parse(value);
      assertThat(fast.check(node)).as("%s by %s", value, schema).isEqualTo(plain.check(node));
    }
  }
}
