package io.kaicd.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.contract.definition.Offer;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.spi.Health;
import io.kaicd.spi.Plugin;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Proves that a plugin keeps its contract, for one of its definitions. A plugin's test extends it
 * and gives the plugin, the definition's id, a configuration and samples; each test here is one
 * rule. Every test starts services of its own in folders of their own.
 */
public abstract class AbstractPluginTck extends PluginFixture {
  private static final Duration HEALTH_IN_TIME = Duration.ofSeconds(2);

  // The definition

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(Plugin.class))
        .as("META-INF/services/io.kaicd.spi.Plugin names the plugin")
        .anyMatch(found -> found.getClass() == plugin().getClass());
  }

  @Test
  void definitionIsValidByItsSchema() {
    assertThat(DefinitionRules.schemaFaults(subject().document())).isEmpty();
  }

  @Test
  void definitionFitsHostAndPlugin() {
    assertThat(DefinitionRules.misfits(subject())).isEmpty();
  }

  @Test
  void definitionAgreesWithItsContracts() {
    assertThat(DefinitionRules.disagreements(subject())).isEmpty();
  }

  @Test
  void samplesCoverTheDefinition() {
    assertThat(SampleRules.gaps(subject(), samples())).isEmpty();
  }

  // Calls

  @Test
  void answersByItsContract() {
    try (RunningService service = start()) {
      List<Step> played = samples().script();
      assertThat(played).as("samples").isNotEmpty();
      for (Step step : played) {
        Outcome outcome = service.play(step);
        if (step instanceof Step.Answers answers) {
          answered(answers, outcome, answers.check());
        }
      }
    }
  }

  @Test
  void refusesBadInputWithItsCode() {
    List<Step> script = samples().script();
    assumeTrue(script.stream().anyMatch(Step.Refuses.class::isInstance), "no samples of bad input");
    try (RunningService service = start()) {
      for (Step step : script) {
        Outcome outcome = service.play(step);
        if (step instanceof Step.Refuses refuses) {
          refused(step.name(), outcome, refuses.code());
        }
      }
    }
  }

  @Test
  void refusesUnknownOperations() {
    try (RunningService service = start()) {
      for (var capability : subject().definition().capabilities()) {
        TckInvocation call =
            service.invocation(
                capability.id(), "no_such_operation", JsonNodeFactory.instance.objectNode());
        refused(
            capability.id() + "/no_such_operation",
            service.outcome(service.call(call)),
            ErrorCode.OPERATION_UNKNOWN);
      }
    }
  }

  @Test
  void leavesInputsAlone() {
    try (RunningService service = start()) {
      for (Step step : samples().script()) {
        JsonNode before = step.input().deepCopy();
        service.play(step);
        assertThat(step.input()).as("input of %s after the call", step.name()).isEqualTo(before);
      }
    }
  }

  @Test
  void cancelStopsACall() {
    List<Step.Slow> slow = samples().slow().stream().filter(step -> !step.streamed()).toList();
    assumeTrue(!slow.isEmpty(), "no call is marked as slow");
    for (Step.Slow step : slow) {
      try (RunningService service = startedUpTo(step)) {
        TckInvocation invocation = service.invocation(step);
        CompletableFuture<JsonNode> answer = service.call(invocation);
        assertThat(Pause.endsWithin(answer, quiet())).as("%s is not slow", step.name()).isFalse();
        invocation.cancel();
        refused(step.name() + " cancelled", service.outcome(answer), ErrorCode.CALL_CANCELLED);
        rests(step, service);
      }
    }
  }

  // Streams

  @Test
  void streamsByTheContract() {
    assumeStreams();
    try (RunningService service = start()) {
      for (Step step : samples().script()) {
        Outcome outcome = service.play(step);
        if (step instanceof Step.Streams streams) {
          streamed(streams, outcome);
        }
      }
    }
  }

  @Test
  void streamsStartAtTheFirstDemand() {
    assumeStreams();
    eachStream(
        (step, service) -> {
          int before = service.context().outside();
          long workBefore = work();
          ChunkProbe probe = subscribed(step, service);
          assertThat(probe.stirs(quiet())).as("%s signals before demand", step.name()).isFalse();
          assertThat(service.context().outside())
              .as("what %s asked outside before demand", step.name())
              .isEqualTo(before);
          assertThat(work()).as("work of %s before demand", step.name()).isEqualTo(workBefore);
          probe.cancel();
        });
  }

  @Test
  void streamsMakeNoMoreThanAskedFor() {
    assumeStreams();
    eachStream(
        (step, service) -> {
          ChunkProbe probe = subscribed(step, service);
          for (int asked = 1; asked <= 2; asked++) {
            probe.request(1);
            assertThat(probe.awaitChunks(asked, patience()))
                .as("chunk %s of %s, which streams at least two", asked, step.name())
                .isTrue();
            // A stream may end without demand; a chunk may not come without.
            probe.stirs(quiet());
            assertThat(probe.chunks())
                .as("chunks of %s after %s were asked for", step.name(), asked)
                .hasSize(asked);
          }
          probe.cancel();
        });
  }

  @Test
  void streamsEndOnce() {
    assumeStreams();
    eachStream(
        (step, service) -> {
          ChunkProbe probe = subscribed(step, service);
          probe.request(Long.MAX_VALUE);
          assertThat(probe.awaitEnd(patience())).as("%s ends", step.name()).isTrue();
          probe.request(1);
          probe.cancel();
          probe.stirs(quiet());
          assertThat(probe.ends()).as("ends of %s", step.name()).isEqualTo(1);
          assertThat(probe.afterEnd()).as("chunks of %s after its end", step.name()).isZero();
          assertThat(probe.breaches()).as("signals of %s", step.name()).isEmpty();
        });
  }

  @Test
  void cancelStopsAStream() {
    assumeStreams();
    eachStream(
        (step, service) -> {
          ChunkProbe probe = subscribed(step, service);
          probe.cancelAt(1);
          probe.request(Long.MAX_VALUE);
          assertThat(probe.awaitChunks(1, patience())).as("a chunk of %s", step.name()).isTrue();
          probe.stirs(quiet());
          assertThat(probe.afterCancel())
              .as("signals of %s after the cancel", step.name())
              .isZero();
          rests(step, service);
        });
    for (Step.Slow step : samples().slow()) {
      if (step.streamed()) {
        try (RunningService service = startedUpTo(step)) {
          ChunkProbe probe = subscribed(step, service);
          probe.request(Long.MAX_VALUE);
          assertThat(probe.awaitEnd(quiet())).as("%s is not slow", step.name()).isFalse();
          probe.cancel();
          rests(step, service);
        }
      }
    }
  }

  // Life

  @Test
  void reconfiguresInPlace() {
    assumeTrue(inPlace(), "the definition restarts to reconfigure");
    for (Step.Reconfigures step : samples().reconfigurations()) {
      try (RunningService service = startedUpTo(step)) {
        JsonNode config = subject().filled(step.config());
        assertThat(succeeds(service.reconfigure(config))).as("reconfigure to %s", config).isTrue();
        TckInvocation invocation = service.invocation(step);
        told(step, service.outcome(service.call(invocation)), step.check());
      }
    }
  }

  @Test
  void reconfigureLeavesStreamsRunning() {
    assumeTrue(inPlace(), "the definition restarts to reconfigure");
    assumeStreams();
    eachStream(
        (step, service) -> {
          assumeTrue(
              service.play(step) instanceof Outcome.Streamed, step.name() + " does not stream");
          ChunkProbe probe = subscribed(step, service);
          probe.request(1);
          assertThat(probe.awaitChunks(1, patience())).as("a chunk of %s", step.name()).isTrue();
          for (Step.Reconfigures next : samples().reconfigurations()) {
            succeeds(service.reconfigure(subject().filled(next.config())));
          }
          probe.request(Long.MAX_VALUE);
          assertThat(service.ended(probe))
              .as("%s, when its service was reconfigured", step.name())
              .isInstanceOf(Outcome.Streamed.class);
        });
  }

  @Test
  void failedReconfigureKeepsTheOldConfiguration() {
    assumeTrue(inPlace(), "the definition restarts to reconfigure");
    List<JsonNode> refused = samples().refusedConfigs();
    assumeTrue(!refused.isEmpty(), "no configuration is refused beyond its schema");
    for (JsonNode config : refused) {
      try (RunningService service = start()) {
        assertThat(succeeds(service.reconfigure(subject().filled(config))))
            .as("reconfigure to %s, which is to be refused", config)
            .isFalse();
        for (Step step : samples().script()) {
          Outcome outcome = service.play(step);
          if (step instanceof Step.Answers answers) {
            told(answers, outcome, answers.check());
          }
        }
      }
    }
  }

  @Test
  void tellsItsHealth() throws Exception {
    try (RunningService service = start()) {
      int before = service.context().outside();
      Health health = service.health().get(HEALTH_IN_TIME.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(health).isNotNull();
      assertThat(health.detail()).isNotNull();
      assertThat(service.context().outside()).as("health asks nobody").isEqualTo(before);
    }
  }

  @Test
  void closesTwiceAndThenRefuses() {
    RunningService service = start();
    try (service) {
      samples().script().forEach(service::play);
      service.closeService();
      service.closeService();
      for (Step step : samples().script()) {
        assertThat(service.play(step))
            .as("%s after close", step.name())
            .isInstanceOf(Outcome.Refused.class);
      }
    }
  }

  @Test
  void servicesAreIndependent() {
    Subject subject = subject();
    try (RunningService first = RunningService.start(subject, newFolder(), patience());
        RunningService second = RunningService.start(subject, newFolder(), patience())) {
      first.closeService();
      for (Step step : samples().script()) {
        Outcome outcome = second.play(step);
        if (step instanceof Step.Answers) {
          assertThat(outcome)
              .as("%s, when another service of the plugin was closed", step.name())
              .isInstanceOf(Outcome.Answered.class);
        }
      }
    }
  }

  @Test
  void staysWithinItsDefinition() {
    try (RunningService service = start()) {
      samples().script().forEach(service::play);
      TckContext context = service.context();
      assertThat(context.watchedEgress().strayed()).as("addresses not in egress").isEmpty();
      assertThat(context.unasked()).as("capabilities not in requires").isEmpty();
      assertThat(subject().definition().offers().stream().map(Offer::key).toList())
          .as("declared offers")
          .containsAll(context.offered().keySet());
    }
  }

  // What the rules are made of

  private void assumeStreams() {
    assumeTrue(!streams().isEmpty(), "nothing streams");
  }

  private void answered(Step step, Outcome outcome, Consumer<JsonNode> check) {
    JsonNode output = told(step, outcome, check);
    assertThat(SampleRules.operation(subject(), step).output().check(wire(output)))
        .as("faults in the output of %s", step.name())
        .isEmpty();
  }

  private static JsonNode told(Step step, Outcome outcome, Consumer<JsonNode> check) {
    if (!(outcome instanceof Outcome.Answered(JsonNode output))) {
      throw new AssertionError(step.name() + " was to be answered: " + outcome);
    }
    check.accept(output);
    return output;
  }

  private void streamed(Step.Streams step, Outcome outcome) {
    if (!(outcome instanceof Outcome.Streamed(List<JsonNode> chunks))) {
      throw new AssertionError(step.name() + " was to be streamed: " + outcome);
    }
    for (JsonNode chunk : chunks) {
      assertThat(SampleRules.operation(subject(), step).chunk().check(wire(chunk)))
          .as("faults in a chunk of %s", step.name())
          .isEmpty();
    }
    step.check().accept(chunks);
  }

  private static void refused(String name, Outcome outcome, ErrorCode code) {
    if (!(outcome instanceof Outcome.Refused(var rejection))) {
      throw new AssertionError(name + " was to be refused with " + code.text() + ": " + outcome);
    }
    assertThat(rejection.code()).as("code of %s", name).isEqualTo(code);
    assertThat(rejection.message()).as("message of %s", name).isNotBlank();
    assertThat(rejection.remedy()).as("remedy of %s", name).isNotBlank();
  }

  /** As it arrives elsewhere: what JSON cannot say fails here. */
  private static JsonNode wire(JsonNode value) {
    return Json.parse(Json.bytes(value));
  }

  private void rests(Step step, RunningService service) {
    assertThat(service.context().watchedEgress().awaitClosed(patience()))
        .as("replies of the upstream left open by %s", step.name())
        .isTrue();
    long before = work();
    Pause.of(quiet());
    assertThat(work()).as("work of %s after the cancel", step.name()).isEqualTo(before);
  }

  private ChunkProbe subscribed(Step step, RunningService service) {
    ChunkProbe probe = new ChunkProbe();
    assertThat(service.subscribe(service.invocation(step), probe))
        .as("%s opens", step.name())
        .isInstanceOf(Outcome.Streamed.class);
    return probe;
  }

  private boolean succeeds(CompletableFuture<Void> change) {
    return Pause.endsWithin(change, patience()) && !change.isCompletedExceptionally();
  }
}
