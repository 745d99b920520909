package io.kaicd.tck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.contract.definition.Reconfigure;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.spi.Egress;
import io.kaicd.spi.Plugin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** What an author gives the kit, and what the kit makes of it for one test. */
abstract class PluginFixture {
  @TempDir Path folder;

  private @Nullable Subject subject;
  private @Nullable Samples samples;

  /** The plugin under test; asked once a test. */
  protected abstract Plugin plugin();

  /** The id of the definition under test, one of the plugin's own. */
  protected abstract String definition();

  /** Gives the samples: every operation in every mode of the definition at least once. */
  protected abstract void samples(Samples samples);

  /** A configuration that is valid by the definition; the kit fills its defaults in. */
  protected JsonNode config() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The upstream, for a definition with {@code egress}; a fake, or a way to a mock server. */
  protected Egress upstream() {
    return request ->
        CompletableFuture.failedFuture(
            ErrorCode.UPSTREAM_UNREACHABLE.reject("the test gives no upstream").asException());
  }

  /** The capabilities that the definition requires, if it does. */
  protected RequiredCapabilities required() {
    return (capability, operation, input) ->
        CompletableFuture.failedFuture(
            ErrorCode.CAPABILITY_UNKNOWN.reject("the test gives no such capability").asException());
  }

  /**
   * A count that rises while the plugin works inside, where the test can see it; it then must rest
   * before the first demand and after a cancel.
   */
  protected long work() {
    return 0;
  }

  /** How long something that must happen may take. */
  protected Duration patience() {
    return Duration.ofSeconds(20);
  }

  /** How long something that must not happen is watched for. */
  protected Duration quiet() {
    return Duration.ofMillis(150);
  }

  final Subject subject() {
    Subject known = subject;
    if (known == null) {
      known = Subject.of(plugin(), definition(), config(), upstream(), required());
      subject = known;
    }
    return known;
  }

  final Samples samples() {
    Samples known = samples;
    if (known == null) {
      known = new Samples();
      samples(known);
      samples = known;
      if (subject().definition().capability("health") != null
          && known.script().stream().noneMatch(step -> step.name().equals("health/check"))) {
        known.answers("health/check", "{}");
      }
    }
    return known;
  }

  final boolean inPlace() {
    return subject().definition().reconfigure() == Reconfigure.IN_PLACE;
  }

  final RunningService start() {
    return RunningService.start(subject(), newFolder(), patience());
  }

  /** A service on which the samples before this one were played: all, if it is not of them. */
  final RunningService startedUpTo(Step step) {
    RunningService service = start();
    for (Step earlier : samples().script()) {
      if (earlier.equals(step)) {
        break;
      }
      service.play(earlier);
    }
    return service;
  }

  final Path newFolder() {
    try {
      return Files.createTempDirectory(folder, "service");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  interface StreamRule {
    void prove(Step.Streams step, RunningService service);
  }

  /** Proves a rule on each sample that streams, each on a service of its own. */
  final void eachStream(StreamRule rule) {
    for (Step.Streams step : streams()) {
      try (RunningService service = startedUpTo(step)) {
        rule.prove(step, service);
      }
    }
  }

  final List<Step.Streams> streams() {
    return samples().script().stream()
        .filter(Step.Streams.class::isInstance)
        .map(Step.Streams.class::cast)
        .toList();
  }
}
