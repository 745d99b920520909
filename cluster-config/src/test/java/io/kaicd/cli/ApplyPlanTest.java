package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Of profiles; definitions and services are planned in {@link ApplyCommandTest}. */
class ApplyPlanTest {
  private static final DesiredState DESIRED =
      DesiredState.read(
          Json.parse(
              """
              {"kai":1,"active":"mine","profiles":{
                "prod":{"layer":{"user":{"a":1}}},
                "staging":{},
                "mine":{"parent":"prod","layer":{"services":{"gpu":{"ratio":0.5}}}}}}"""));

  private static ApplyPlan plan(String profiles, String active) {
    return ApplyPlan.of(
        DESIRED,
        new PresentState(
            Map.of(),
            Map.of(),
            (ObjectNode) Json.parse(profiles),
            Map.of("prod", 12L, "staging", 0L),
            active));
  }

  @Test
  void profiles_that_differ_are_one_change_and_the_active_one_comes_last() {
    ApplyPlan plan =
        plan("{\"prod\":{\"layer\":{\"user\":{\"a\":2}}},\"staging\":{\"layer\":{}}}", "dev");

    assertThat(plan.steps()).hasSize(2);
    JsonNode document = ((ApplyPlan.ImportProfiles) plan.steps().getFirst()).document();
    assertThat(Json.parse(Json.bytes(document))) // as the node reads it
        .isEqualTo(
            Json.parse(
                """
                {"profiles":{
                  "prod":{"parent":"","layer":{"user":{"a":1}}},
                  "mine":{"parent":"prod","layer":{"services":{"gpu":{"ratio":0.5}}}}},
                 "ifVersions":{"prod":12,"mine":null}}"""));
    assertThat(plan.text())
        .containsExactly(
            "~ profiles",
            "    + /mine: {\"parent\":\"prod\",\"layer\":{\"services\":{\"gpu\":{\"ratio\":0.5}}}}",
            "    ~ /prod/layer/user/a: 2 -> 1",
            "~ active profile",
            "    ~ /active: \"dev\" -> \"mine\"");
  }

  @Test
  void what_is_so_already_needs_no_step() {
    ApplyPlan plan =
        plan(
            """
            {"prod":{"layer":{"user":{"a":1}}},"staging":{"layer":{}},"dev":{"layer":{}},
             "mine":{"parent":"prod","layer":{"services":{"gpu":{"ratio":0.5}}}}}""",
            "mine");

    assertThat(plan.steps()).isEmpty();
  }
}
