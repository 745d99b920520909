package io.kaicd.contract.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {
  /** The table of RFC 7396, appendix A. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":"b"}           | {"a":"c"}                | {"a":"c"}
          {"a":"b"}           | {"b":"c"}                | {"a":"b","b":"c"}
          {"a":"b"}           | {"a":null}               | {}
          {"a":"b","b":"c"}   | {"a":null}               | {"b":"c"}
          {"a":["b"]}         | {"a":"c"}                | {"a":"c"}
          {"a":"c"}           | {"a":["b"]}              | {"a":["b"]}
          {"a":{"b":"c"}}     | {"a":{"b":"d","c":null}} | {"a":{"b":"d"}}
          {"a":[{"b":"c"}]}   | {"a":[1]}                | {"a":[1]}
          ["a","b"]           | ["c","d"]                | ["c","d"]
          {"a":"b"}           | ["c"]                    | ["c"]
          {"a":"foo"}         | null                     | null
          {"a":"foo"}         | "bar"                    | "bar"
          {"e":null}          | {"a":1}                  | {"e":null,"a":1}
          [1,2]               | {"a":"b","c":null}       | {"a":"b"}
          {}                  | {"a":{"bb":{"ccc":null}}} | {"a":{"bb":{}}}
          """)
  void patches_as_the_rfc_says(String target, String patch, String result) {
    JsonNode before = Json.parse(target);

    assertThat(MergePatch.apply(before, Json.parse(patch))).isEqualTo(Json.parse(result));
    assertThat(before).isEqualTo(Json.parse(target));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":{"b":1,"c":[1,2]}} | {"a":{"c":[3],"d":4}} | {"a":{"b":1,"c":[3],"d":4}}
          {"a":{"b":1}}           | {"a":5}               | {"a":5}
          {"a":5}                 | {"a":{"b":1}}         | {"a":{"b":1}}
          {"a":5}                 | {"a":null}            | {"a":null}
          """)
  void a_layer_lies_over_another(String lower, String upper, String result) {
    assertThat(MergePatch.over(Json.parse(lower), Json.parse(upper))).isEqualTo(Json.parse(result));
  }

  @Test
  void what_lies_between_two_documents_makes_the_one_of_the_other() {
    Random random = new Random(7396);
    for (int i = 0; i < 5_000; i++) {
      JsonNode before = document(random, 0);
      JsonNode after = document(random, 0);

      JsonNode patch = MergePatch.between(before, after);

      assertThat(MergePatch.apply(before, patch)).as("%s to %s", before, after).isEqualTo(after);
      assertThat(MergePatch.between(after, after)).isEqualTo(JsonNodeFactory.instance.objectNode());
      assertThat(Difference.between(before, after).isEmpty()).isEqualTo(before.equals(after));
    }
  }

  private static ObjectNode document(Random random, int depth) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    for (String name : List.of("a", "b", "c/d", "~")) {
      switch (random.nextInt(depth > 2 ? 4 : 6)) {
        case 0 -> node.put(name, random.nextInt(3));
        case 1 -> node.put(name, "t" + random.nextInt(2));
        case 2 -> node.putArray(name).add(random.nextInt(2)).addNull();
        case 3 -> {} // it is not there
        default -> node.set(name, document(random, depth + 1));
      }
    }
    return node;
  }

  @Test
  void differences_are_told_by_pointers_and_in_order() {
    JsonNode before = Json.parse("{\"z\":1,\"a\":{\"x/y\":[1],\"same\":true},\"gone\":{}}");
    JsonNode after = Json.parse("{\"z\":2,\"a\":{\"x/y\":[1,2],\"same\":true},\"b\":null}");

    assertThat(Difference.between(before, after))
        .containsExactly(
            new Difference.Changed("/a/x~1y", Json.parse("[1]"), Json.parse("[1,2]")),
            new Difference.Added("/b", Json.parse("null")),
            new Difference.Removed("/gone", Json.parse("{}")),
            new Difference.Changed("/z", Json.parse("1"), Json.parse("2")));
  }
}
