package io.kaicd.actors.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.trial.TrialContract;
import io.kaicd.actors.trial.TrialNode;
import io.kaicd.actors.trial.TrialRegistry;
import io.kaicd.contract.call.Target;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.version.VersionRange;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoutingTest {
  private static final String SPEC = "{\"definition\":\"trial\"}";
  private static final String DEFAULT = "{\"definition\":\"trial\",\"defaultFor\":[\"trial\"]}";

  private final TrialRegistry registry = new TrialRegistry();
  private final Routing routing = new Routing("here", new Contracts(TrialContract.catalog()));

  @BeforeEach
  void nodes() {
    registry.node(TrialNode.central("here"), "up");
    registry.node(TrialNode.central("there"), "up");
  }

  @Test
  void nothing_implements_it() {
    assertThat(refused("")).isEqualTo(ErrorCode.ROUTE_NONE_FITS);
  }

  @Test
  void the_default_is_the_one_named_or_else_the_oldest() {
    service("b", SPEC, "here", Phase.READY);
    service("a", SPEC, "here", Phase.READY);
    assertThat(to("").service().id()).isEqualTo("b");
    service("c", DEFAULT, "here", Phase.READY);
    assertThat(to("").service().id()).isEqualTo("c");
  }

  @Test
  void the_default_does_not_change_with_who_is_up() {
    service("a", SPEC, "here", Phase.BACKING_OFF);
    service("b", SPEC, "here", Phase.READY);
    assertThat(refused("")).isEqualTo(ErrorCode.SERVICE_FAILED);
  }

  @Test
  void a_key_that_one_offers_goes_there_and_one_of_nobody_s_to_the_default() {
    service("a", SPEC, "here", Phase.READY);
    service("b", SPEC, "here", Phase.READY);
    assertThat(to("b-model").service().id()).isEqualTo("b");
    assertThat(to("nobody's").service().id()).isEqualTo("a");
  }

  @Test
  void a_key_that_several_offer_is_ambiguous_unless_one_is_the_default() {
    service("a", SPEC, "here", Phase.READY, "shared");
    service("b", SPEC, "here", Phase.READY, "shared");
    assertThat(refused("shared")).isEqualTo(ErrorCode.ROUTE_AMBIGUOUS);
    service("b", DEFAULT, "here", Phase.READY, "shared");
    assertThat(to("shared").service().id()).isEqualTo("b");
  }

  @Test
  void the_local_replica_is_preferred_then_any_other_that_is_up() {
    service("a", SPEC, "there", Phase.READY);
    assertThat(to("").node()).isEqualTo("there");
    status("a", "here", Phase.READY, "closed", "a-model", null);
    for (int i = 0; i < 20; i++) {
      assertThat(to("").node()).isEqualTo("here");
    }
    status("a", "here", Phase.BACKING_OFF, "closed", "a-model", null);
    assertThat(to("").node()).isEqualTo("there");
    registry.node(TrialNode.central("there"), "unreachable");
    assertThat(refused("")).isEqualTo(ErrorCode.SERVICE_FAILED);
  }

  @Test
  void other_replicas_share_the_calls() {
    registry.node(TrialNode.central("third"), "up");
    service("a", SPEC, "there", Phase.READY);
    status("a", "third", Phase.READY, "closed", "a-model", null);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      seen.add(to("").node());
    }
    assertThat(seen).containsExactlyInAnyOrder("there", "third");
  }

  @Test
  void an_open_breaker_is_passed_over_and_named_when_it_is_the_last() {
    service("a", SPEC, "there", Phase.READY);
    status("a", "here", Phase.READY, "open", "a-model", null);
    assertThat(to("").node()).isEqualTo("there");
    status("a", "there", Phase.READY, "open", "a-model", null);
    assertThat(refused("")).isEqualTo(ErrorCode.BREAKER_OPEN);
    status("a", "there", Phase.READY, "half-open", "a-model", null);
    assertThat(to("").node()).isEqualTo("there");
  }

  @Test
  void phases_are_told_apart() {
    service("a", SPEC, "here", Phase.STARTING);
    assertThat(refused("")).isEqualTo(ErrorCode.SERVICE_STARTING);
    service("a", "{\"definition\":\"trial\",\"enabled\":false}", "here", Phase.READY);
    assertThat(refused("")).isEqualTo(ErrorCode.SERVICE_DISABLED);
  }

  @Test
  void a_need_that_no_node_meets_is_named() {
    registry.put("a", TrialContract.definition("1.0.0", "\"needs\":{\"traits\":[\"gpu\"]}"), SPEC);
    Rejection rejection = ((Route.Nowhere) route("", VersionRange.ANY)).rejection();
    assertThat(rejection.code()).isEqualTo(ErrorCode.ROUTE_NONE_FITS);
    assertThat(rejection.message()).contains("trait gpu");
    registry.put(
        "a",
        TrialContract.definition("1.0.0", ""),
        "{\"definition\":\"trial\",\"placement\":{\"node\":\"away\"}}");
    Rejection pinned = ((Route.Nowhere) route("", VersionRange.ANY)).rejection();
    assertThat(pinned.message()).contains("pinned to node away");
  }

  @Test
  void a_range_that_nobody_implements_is_refused() {
    service("a", SPEC, "here", Phase.READY);
    assertThat(((Route.Nowhere) route("", VersionRange.of("^2"))).rejection().code())
        .isEqualTo(ErrorCode.CONTRACT_UNSUPPORTED);
    assertThat(route("", VersionRange.of("^1.0"))).isInstanceOf(Route.To.class);
  }

  private void service(String id, String spec, String node, Phase phase) {
    service(id, spec, node, phase, id + "-model");
  }

  private void service(String id, String spec, String node, Phase phase, String model) {
    registry.put(
        id,
        TrialContract.definition(
            "1.0.0", "\"offers\":[{\"key\":\"model\",\"capabilities\":[\"trial\"]}]"),
        spec);
    status(id, node, phase, "closed", model, null);
  }

  private void status(
      String id, String node, Phase phase, String breaker, String model, @Nullable Rejection why) {
    registry
        .at(node)
        .publish(
            new ReplicaStatus(
                id, node, phase, 1, breaker, 0, 0, 0, Map.of("model", List.of(model)), why));
  }

  private Route route(String model, VersionRange range) {
    return routing.route(registry.view(), Target.ANY, "trial", range, "model", model, "", false);
  }

  private Route.To to(String model) {
    return (Route.To) route(model, VersionRange.ANY);
  }

  private ErrorCode refused(String model) {
    return ((Route.Nowhere) route(model, VersionRange.ANY)).rejection().code();
  }
}
