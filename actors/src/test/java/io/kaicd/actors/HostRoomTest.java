package io.kaicd.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.trial.Inputs;
import io.kaicd.actors.trial.TrialContract;
import io.kaicd.actors.trial.TrialNode;
import io.kaicd.actors.trial.TrialPlugin;
import io.kaicd.actors.trial.TrialRegistry;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.call.Usage;
import io.kaicd.contract.registry.Phase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostRoomTest {
  private final TrialRegistry registry = new TrialRegistry();
  private final TrialPlugin plugin = new TrialPlugin();
  @TempDir private Path folder;
  private TrialNode node;

  @BeforeEach
  void start() {
    node = TrialNode.start(TrialNode.central("one"), registry, plugin, folder, "");
    registry.put("a", TrialContract.definition("1.0.0", ""), "{\"definition\":\"trial\"}");
    registry.awaitReplica("a", replica -> replica.phase() == Phase.READY);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void a_unary_call_is_answered_by_the_plugin() {
    // When
    Reply.Unary reply = node.ask("a", "echo", "hello");
    // Then
    assertThat(TrialNode.output(reply).path("text").asText()).isEqualTo("hello");
    assertThat(reply.call().service()).isEqualTo("a");
    assertThat(reply.call().node()).isEqualTo("one");
    assertThat(reply.call().contract()).isEqualTo("trial/1.0.0");
    assertThat(reply.call().callId()).matches("c_[0-9A-Z]{26}");
  }

  @Test
  void a_stream_gives_all_chunks_and_one_end() {
    // When
    var end = node.stream("a", "count", 100).drain();
    // Then
    assertThat(end.chunks()).hasSize(100);
    assertThat(end.chunks()).extracting(chunk -> chunk.path("n").asInt()).isSorted();
    assertThat(end.end()).isEqualTo(new Frame.Completed(100, new Usage(7, 99, "")));
    assertThat(end.terminals()).isEqualTo(1);
  }

  @Test
  void plugin_code_runs_on_threads_of_its_own() {
    // When
    var output = TrialNode.output(node.ask("a", "thread", ""));
    // Then
    assertThat(output.path("text").asText()).startsWith("plugin-a-");
    assertThat(folder.resolve("services/a")).isDirectory();
    assertThat(Inputs.TESTER.id()).isEqualTo("test");
  }
}
