package io.kaicd.actors.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.configuration.NodeLayer.Placed;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.json.Json;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeLayerTest {
  private static final ServiceDefinition DEFINITION =
      Samples.definition(
          """
          {"id":"d","version":"1.0.0","host":"^1.0.0","title":"D","category":"other",
           "implementation":{"plugin":"connector","version":"^1.0.0"},
           "capabilities":[{"id":"health","version":"1.0.0"}],
           "config":{"type":"object","properties":{
             "baseUrl":{"type":"string"},"max-size":{"type":"integer"},"on":{"type":"boolean"},
             "list":{"type":"array"},"either":{"type":["integer","string"]},"any":{},
             "same":{"type":"string"},"sa_me":{"type":"string"},
             "inner":{"type":"object","properties":{"leafValue":{"type":"number"}}}}}}
          """);

  private static Placed placed(String variable, String text) {
    return NodeLayer.of(Map.of(variable, text, "PATH", "/bin")).on("my-gpu", DEFINITION);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          BASE_URL          | 5         | {"baseUrl":"5"}
          BASEURL           | http://x  | {"baseUrl":"http://x"}
          baseUrl           | a         | {"baseUrl":"a"}
          MAX_SIZE          | 5         | {"max-size":5}
          ON                | true      | {"on":true}
          LIST              | [1,"a"]   | {"list":[1,"a"]}
          EITHER            | 7         | {"either":7}
          EITHER            | seven     | {"either":"seven"}
          ANY               | {"a":1}   | {"any":{"a":1}}
          ANY               | text: x   | {"any":"text: x"}
          INNER__LEAF_VALUE | 1.5       | {"inner":{"leafValue":1.5}}
          """)
  void a_variable_is_read_as_the_schema_says(String key, String text, String layer) {
    Placed placed = placed("KAI_CONFIG_MY_GPU__" + key, text);

    JsonNode values = ServiceLayers.merged(placed.layers());
    assertThat(placed.problems()).isEmpty();
    assertThat(values).isEqualTo(Json.parse(layer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          KAI_CONFIG_MY_GPU              | 1    | /services/my-gpu          | environment.unknown
          KAI_CONFIG_MY_GPU__NOTHING     | 1    | /services/my-gpu          | environment.unknown
          KAI_CONFIG_MY_GPU__SAME        | 1    | /services/my-gpu          | environment.ambiguous
          KAI_CONFIG_MY_GPU__BASEURL__X  | 1    | /services/my-gpu/baseUrl  | environment.unknown
          KAI_CONFIG_MY_GPU__MAX_SIZE    | many | /services/my-gpu/max-size | environment.type
          KAI_CONFIG_MY_GPU__ON          | {    | /services/my-gpu/on       | environment.type
          """)
  void a_variable_that_cannot_be_used_is_a_problem_by_its_name(
      String variable, String text, String pointer, String code) {
    Placed placed = placed(variable, text);

    assertThat(placed.layers()).isEmpty();
    assertThat(placed.problems())
        .singleElement()
        .extracting(Fault::pointer, Fault::code, Fault::have)
        .containsExactly(pointer, code, variable);
  }

  @Test
  void other_services_and_other_variables_are_none_of_it() {
    NodeLayer layer =
        NodeLayer.of(Map.of("KAI_CONFIG_OTHER__X", "1", "KAI_SECRET_X", "2", "HOME", "/root"));

    assertThat(layer.on("my-gpu", DEFINITION)).isEqualTo(Placed.NOTHING);
    assertThat(layer.unused(Set.of("my-gpu"))).containsExactly("KAI_CONFIG_OTHER__X");
    assertThat(layer.unused(Set.of("other"))).isEmpty();
  }
}
