package io.kaicd.actors.configuration;

import static io.kaicd.actors.configuration.Deciding.json;
import static io.kaicd.actors.configuration.Deciding.newProfile;
import static io.kaicd.actors.configuration.Deciding.patch;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.MergePatch;
import io.kaicd.contract.definition.ConfigDefaults;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which layer wins. */
class ServiceLayersTest {
  /**
   * Each row adds the layers named and tells the values of three keys: one with a default, one that
   * has none, and one that the owner put.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothing                | "PT60S" |         | 2
          host                   | "PT60S" | "host"  | 2
          base                   | "base"  | "base"  | 3
          host base              | "base"  | "base"  | 3
          profile                | "dev"   | "dev"   | 4
          base profile           | "dev"   | "dev"   | 4
          host base profile      | "dev"   | "dev"   | 4
          node                   | "node"  | "node"  | 5
          host base profile node | "node"  | "node"  | 5
          """)
  void a_later_layer_hides_an_earlier_one(
      String layers, String timeout, String region, String maxInFlight) {
    Deciding given = new Deciding().given(newProfile("base", ""));
    given.given(new ConfigurationWrite.SetParent("dev", "base"));
    NodeLayer node = NodeLayer.NONE;
    for (String layer : List.of(layers.split(" ", -1))) {
      switch (layer) {
        case "host" ->
            given.given(
                patch(
                    "dev",
                    """
                    {"host":{"defaults":{"timeout":"host","region":"host","maxInFlight":1}}}"""));
        case "base" ->
            given.given(
                patch(
                    "base",
                    """
                    {"services":{"cpu":{"timeout":"base","region":"base","maxInFlight":3}}}"""));
        case "profile" ->
            given.given(
                patch(
                    "dev",
                    """
                    {"services":{"cpu":{"timeout":"dev","region":"dev","maxInFlight":4}}}"""));
        case "node" ->
            node =
                NodeLayer.of(
                    Map.of(
                        "KAI_CONFIG_CPU__TIMEOUT", "node",
                        "KAI_CONFIG_CPU__REGION", "node",
                        "KAI_CONFIG_CPU__MAX_IN_FLIGHT", "5"));
        default -> {}
      }
    }

    var configuration = given.reader(node).effective("dev", "cpu");

    JsonNode value = configuration.value();
    assertThat(configuration.problems()).isEmpty();
    assertThat(value.path("timeout")).isEqualTo(json(timeout));
    assertThat(value.path("region").toString()).isEqualTo(Objects.requireNonNullElse(region, ""));
    assertThat(value.path("maxInFlight")).isEqualTo(json(maxInFlight));
    assertThat(value.path("baseUrl").asText()).isEqualTo("http://cpu");
  }

  @Test
  void objects_merge_by_key_and_arrays_replace() {
    Deciding given =
        new Deciding()
            .given(
                newProfile("base", ""),
                newProfile("mine", "base"),
                patch(
                    "base",
                    """
                    {"user":{"a":{"x":1,"y":[1,2]}},
                     "services":{"gpu":{"retry":{"max":1,"delay":2},"models":[{"id":"a"}]}}}"""),
                patch(
                    "mine",
                    """
                    {"user":{"a":{"y":[3]}},
                     "services":{"gpu":{"retry":{"delay":9},"models":[{"id":"b"}]}}}"""));

    ObjectNode effective = given.reader(NodeLayer.NONE).effective("mine");

    assertThat(effective.path("user")).isEqualTo(json("{\"a\":{\"x\":1,\"y\":[3]}}"));
    assertThat(effective.path("services").path("gpu"))
        .isEqualTo(
            json(
                """
                {"baseUrl":"http://gpu","timeout":"PT60S","maxInFlight":64,
                 "pool":{"size":1,"idle":5},"retry":{"max":1,"delay":9},"models":[{"id":"b"}]}"""));
  }

  @Test
  void a_default_of_the_host_reaches_only_services_that_know_it() {
    Deciding given =
        new Deciding().given(patch("dev", "{\"host\":{\"defaults\":{\"region\":\"eu\"}}}"));

    JsonNode services = given.reader(NodeLayer.NONE).effective("dev").path("services");

    assertThat(services.path("gpu").path("region").asText()).isEqualTo("eu");
    assertThat(services.path("box")).isEqualTo(json("{}"));
  }

  @Test
  void the_defaults_as_a_layer_come_to_what_filling_them_in_does() {
    Random random = new Random(42);
    for (int i = 0; i < 3_000; i++) {
      JsonNode schema = schema(random, 0);
      JsonNode config = config(random, 0);

      JsonNode layer = SchemaDefaults.of(schema, config, config);
      JsonNode laid = MergePatch.over(layer, config);

      assertThat(laid)
          .as("%s on %s", config, schema)
          .isEqualTo(ConfigDefaults.fill(schema, config));
    }
  }

  private static ObjectNode schema(Random random, int depth) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    ObjectNode properties = schema.putObject("properties");
    for (String name : List.of("a", "b", "c")) {
      ObjectNode rule = depth < 2 && random.nextBoolean() ? schema(random, depth + 1) : object();
      switch (random.nextInt(3)) {
        case 0 -> rule.put("default", random.nextInt(9));
        case 1 -> rule.set("default", config(random, depth + 1));
        default -> {}
      }
      properties.set(name, rule);
    }
    return schema;
  }

  private static ObjectNode config(Random random, int depth) {
    ObjectNode config = object();
    for (String name : List.of("a", "b", "d")) {
      switch (random.nextInt(depth < 3 ? 4 : 3)) {
        case 0 -> config.put(name, random.nextInt(9));
        case 1 -> config.putNull(name);
        case 2 -> {} // it is not there
        default -> config.set(name, config(random, depth + 1));
      }
    }
    return config;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
