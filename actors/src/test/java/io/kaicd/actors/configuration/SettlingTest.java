package io.kaicd.actors.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.configuration.EffectiveConfiguration;
import io.kaicd.contract.configuration.ServiceConfiguration;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ReplicaStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettlingTest {
  private static final String OLD = "sha256:old";
  private static final String NEW = "sha256:new";

  private static ReplicaStatus replica(
      String node, Phase phase, String configured, String refused) {
    return new ReplicaStatus(
        "gpu",
        node,
        phase,
        1,
        "closed",
        0,
        0,
        0,
        Map.of(),
        refused.isEmpty() ? null : ErrorCode.SERVICE_FAILED.reject("no"),
        configured,
        refused);
  }

  private static RegistryView registry(ReplicaStatus... replicas) {
    return Samples.registry(
        Samples.service("gpu", Samples.CHAT, "{}").withReplicas(List.of(replicas)));
  }

  private static Settling settling(ReplicaStatus... before) {
    var wanted = new ServiceConfiguration("gpu", Json.parse("{}"), NEW, List.of());
    return new Settling(
        "here",
        new EffectiveConfiguration(
            1, "dev", Json.parse("{}"), Json.parse("{}"), Map.of("gpu", wanted)),
        new TreeSet<>(Set.of("gpu")),
        registry(before));
  }

  private static Settling.Outcome after(Settling settling, ReplicaStatus... now) {
    settling.look(registry(now));
    return settling.outcome().getNow(settling.late());
  }

  @Test
  void taken_is_what_serves_with_it() {
    Settling settling = settling(replica("here", Phase.READY, OLD, ""));

    for (Phase phase : List.of(Phase.DRAINING, Phase.STARTING, Phase.BACKING_OFF)) {
      assertThat(after(settling, replica("here", phase, NEW, "")))
          .as("%s", phase)
          .isInstanceOf(Settling.Late.class);
    }
    assertThat(after(settling, replica("here", Phase.READY, NEW, "")))
        .isInstanceOf(Settling.Taken.class);
  }

  @Test
  void what_starts_with_it_and_fails_has_refused_it() {
    Settling settling = settling(replica("here", Phase.DRAINING, OLD, ""));
    assertThat(after(settling, replica("here", Phase.STARTING, NEW, "")))
        .isInstanceOf(Settling.Late.class);

    assertThat(after(settling, replica("here", Phase.BACKING_OFF, "", NEW)))
        .isInstanceOfSatisfying(
            Settling.Refused.class, refused -> assertThat(refused.node()).isEqualTo("here"));
  }

  @ParameterizedTest
  @EnumSource(names = {"STARTING", "BACKING_OFF", "QUARANTINED"})
  void what_did_not_serve_before_is_named_when_it_fails_again(Phase before) {
    ReplicaStatus good = replica("there", Phase.READY, NEW, "");
    Settling settling =
        settling(replica("here", before, "", OLD), replica("there", Phase.READY, OLD, ""));

    assertThat(after(settling, replica("here", Phase.BACKING_OFF, "", NEW), good))
        .isInstanceOfSatisfying(
            Settling.Late.class,
            late -> assertThat(late.late()).isEqualTo(Map.of("gpu", Set.of("here"))));
    assertThat(after(settling, replica("here", Phase.READY, NEW, ""), good))
        .isInstanceOf(Settling.Taken.class);
  }

  @Test
  void what_was_not_there_before_refuses_what_it_does_not_start_with() {
    assertThat(
            after(
                settling(replica("here", Phase.READY, OLD, "")),
                replica("here", Phase.READY, NEW, ""),
                replica("there", Phase.BACKING_OFF, "", NEW)))
        .isInstanceOf(Settling.Refused.class);
  }

  @Test
  void replicas_of_other_nodes_are_waited_for() {
    ReplicaStatus here = replica("here", Phase.READY, NEW, "");
    Settling settling = settling(here, replica("there", Phase.READY, OLD, ""));

    assertThat(after(settling, here, replica("there", Phase.READY, OLD, "")))
        .isInstanceOfSatisfying(
            Settling.Late.class,
            late -> assertThat(late.late()).isEqualTo(Map.of("gpu", Set.of("there"))));
    assertThat(after(settling, here, replica("there", Phase.READY, NEW, "")))
        .isInstanceOf(Settling.Taken.class);
  }

  @Test
  void another_node_s_refusal_counts_and_so_does_its_own_environment() {
    ReplicaStatus there = replica("there", Phase.READY, OLD, "");
    assertThat(after(settling(there), replica("there", Phase.READY, OLD, NEW)))
        .isInstanceOf(Settling.Refused.class);
    assertThat(after(settling(there), replica("there", Phase.READY, "sha256:its-own", "")))
        .isInstanceOf(Settling.Taken.class);
    assertThat(after(settling(there), replica("there", Phase.STARTING, "sha256:its-own", "")))
        .isInstanceOf(Settling.Late.class);
  }

  @Test
  void nothing_that_runs_is_nothing_to_wait_for() {
    assertThat(after(settling())).isInstanceOf(Settling.Taken.class);
    assertThat(after(settling(), replica("there", Phase.QUARANTINED, "", "")))
        .isInstanceOf(Settling.Taken.class);
  }
}
