package io.kaicd.node;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's five minutes, as written, with the distribution that was just built. */
class TourIT {
  @Test
  void theTourRunsAsWritten(@TempDir Path folder) throws Exception {
    Path output = folder.resolve("output");
    ProcessBuilder tour =
        new ProcessBuilder(
            List.of("bash", "src/tour/tour.sh", "--dist", distribution().toString()));
    tour.environment().put("KAI_JAVA_HOME", System.getProperty("java.home"));
    tour.environment().put("KAI_AOT", "off"); // what a training would leave behind
    Process process = tour.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    boolean ended = process.waitFor(3, TimeUnit.MINUTES);
    if (!ended) {
      process.destroy();
    }
    assertThat(ended && process.exitValue() == 0).as(Files.readString(output)).isTrue();
  }

  private static Path distribution() throws Exception {
    try (Stream<Path> found = Files.find(Path.of("target"), 3, TourIT::isDistribution)) {
      return requireNonNull(found.findFirst().orElseThrow().getParent()).toAbsolutePath();
    }
  }

  private static boolean isDistribution(Path path, Object attributes) {
    return path.endsWith("lib") && Files.isExecutable(path.resolveSibling("kai"));
  }
}
