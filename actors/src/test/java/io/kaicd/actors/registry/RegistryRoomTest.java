package io.kaicd.actors.registry;

import static io.kaicd.actors.registry.Samples.definition;
import static io.kaicd.actors.registry.Samples.install;
import static io.kaicd.actors.registry.Samples.put;
import static io.kaicd.actors.registry.Samples.service;
import static io.kaicd.actors.registry.Samples.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.actors.journal.Anchor;
import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.Head;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.contract.registry.WriteResult;
import io.kaicd.contract.version.SemVer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One node and two, on LevelDB, over real sockets. */
class RegistryRoomTest {
  @TempDir Path folder;

  private static Phase phase(RegistryView view, String service) {
    ServiceView at = view.service(service);
    return at == null ? Phase.STOPPED : at.phase();
  }

  private TestNode first() throws Exception {
    TestNode node = TestNode.start("laptop", true, folder);
    node.joining(node).ready();
    return node;
  }

  @Test
  void a_node_reads_its_own_writes_and_knows_all_after_a_restart() throws Exception {
    try (TestNode node = first()) {
      node.written(install(definition("1.0.0")));
      for (int i = 0; i < 20; i++) {
        node.written(put("s" + i, service("chat@^1")));
        assertThat(node.view().service("s" + i)).isNotNull();
      }
      node.written(new RegistryWrite.RemoveService("s0"));
      assertThat(node.view().service("s0")).isNull();
      assertThat(node.write(put("s1", service("other"))))
          .isInstanceOfSatisfying(
              WriteResult.Refused.class,
              r -> assertThat(r.rejection().code()).isEqualTo(ErrorCode.DEFINITION_UNKNOWN));
    }

    try (TestNode again = first()) {
      RegistryView view = again.view();
      assertThat(view.revision()).isEqualTo(22);
      assertThat(view.services()).hasSize(19).containsKey("s1").doesNotContainKey("s0");
      assertThat(view.definition("chat", SemVer.of("1.0.0"))).isNotNull();
      again.written(put("s0", service("chat@^1")));
    }
  }

  @Test
  void a_journal_that_lost_its_tail_is_refused_at_start_by_name() throws Exception {
    try (TestNode node = first()) {
      node.written(install(definition("1.0.0")));
    }
    Anchor anchor = new Anchor(folder.resolve("anchors"), "registry");
    anchor.write(new Head(7, anchor.read().hash()));

    try (TestNode again = TestNode.start("laptop", true, folder)) {
      again.joining(again);
      assertThatThrownBy(again::ready)
          .hasCauseInstanceOf(BrokenJournal.class)
          .hasMessageContaining("'registry' is broken at record 2");
      assertThat(again.write(install(definition("1.1.0"))))
          .isInstanceOfSatisfying(
              WriteResult.Refused.class,
              r -> assertThat(r.rejection().code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
    }
  }

  @Test
  void what_a_replica_says_is_in_the_view_until_it_is_withdrawn() throws Exception {
    try (TestNode node = first()) {
      node.written(install(definition("1.0.0")));
      node.written(put("gpu", service("chat@^1")));
      assertThat(phase(node.view(), "gpu")).isEqualTo(Phase.UNPLACED);

      node.room.registry().publish(status("gpu", "laptop", Phase.READY, "qwen3"));

      RegistryView ready = node.await(v -> phase(v, "gpu") == Phase.READY);
      assertThat(ready.servicesOffering("llm_chat", "model", "qwen3"))
          .extracting(s -> s.id())
          .containsExactly("gpu");
      node.room.registry().withdraw("gpu");
      RegistryView gone = node.await(v -> phase(v, "gpu") == Phase.UNPLACED);
      assertThat(gone.servicesOffering("llm_chat", "model", "qwen3")).isEmpty();
    }
  }

  @Test
  void views_come_in_order_and_a_listener_that_fails_hurts_nobody() throws Exception {
    try (TestNode node = first()) {
      List<Long> revisions = new CopyOnWriteArrayList<>();
      node.room
          .registry()
          .subscribe(
              view -> {
                throw new IllegalStateException("a listener with a bug");
              });
      node.room.registry().subscribe(view -> revisions.add(view.revision()));

      node.written(install(definition("1.0.0")));
      node.written(put("gpu", service("chat@^1")));

      assertThat(revisions).isSorted().endsWith(2L);
    }
  }

  @Test
  void a_joiner_sees_all_writes_through_the_decider_and_is_forgotten_when_it_leaves(
      @TempDir Path other) throws Exception {
    try (TestNode node = first()) {
      node.written(install(definition("1.0.0")));
      for (int i = 0; i < 150; i++) {
        node.written(put("s" + i, service("chat@^1")));
      }
      node.room.registry().publish(status("s1", "laptop", Phase.READY, "here"));

      try (TestNode joiner = TestNode.start("gpu-box", false, other).joining(node)) {
        joiner.ready();
        RegistryView whole =
            joiner.await(
                v ->
                    v.nodes().size() == 2
                        && v.nodes().values().stream().allMatch(n -> n.up())
                        && phase(v, "s1") == Phase.READY);
        assertThat(whole.services()).hasSize(150);
        assertThat(Objects.requireNonNull(whole.nodes().get("gpu-box")).self()).isTrue();
        assertThat(Objects.requireNonNull(whole.nodes().get("laptop")).traits())
            .containsExactly("disk");

        joiner.written(put("mine", service("chat@^1")));
        node.await(v -> v.service("mine") != null);
        joiner.room.registry().publish(status("mine", "gpu-box", Phase.READY, "there"));
        RegistryView seen = node.await(v -> phase(v, "mine") == Phase.READY);
        assertThat(seen.servicesOffering("llm_chat", "model", "there")).hasSize(1);
        joiner.room.registry().withdraw("mine");
        node.await(v -> phase(v, "mine") == Phase.UNPLACED);

        joiner.room.registry().publish(status("mine", "gpu-box", Phase.READY, "there"));
        node.await(v -> phase(v, "mine") == Phase.READY);
      }

      RegistryView left =
          node.await(v -> v.nodes().size() == 1 && phase(v, "mine") == Phase.UNPLACED);
      assertThat(left.servicesOffering("llm_chat", "model", "there")).isEmpty();
    }
  }
}
