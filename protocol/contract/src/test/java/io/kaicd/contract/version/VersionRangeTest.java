package io.kaicd.contract.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the versions and ranges to what npm's own semver says, as ranges.tsv recorded it. */
class VersionRangeTest {
  static Stream<List<String>> table(String kind) {
    try (InputStream in =
        Objects.requireNonNull(VersionRangeTest.class.getResourceAsStream("ranges.tsv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> Arrays.asList(line.split("\t")))
              .filter(row -> row.get(0).equals(kind))
              .toList()
              .stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static Stream<List<String>> ranges() {
    return table("range");
  }

  static Stream<String> invalid() {
    return table("invalid").map(VersionRangeTest::text);
  }

  static Stream<String> noVersions() {
    return table("no-version").map(VersionRangeTest::text);
  }

  private static String text(List<String> row) {
    return Json.parse(row.get(1)).asText();
  }

  @ParameterizedTest
  @MethodSource("ranges")
  void acceptsWhatNpmAccepts(List<String> row) {
    VersionRange range = VersionRange.of(text(row));

    List<String> ours =
        row.stream()
            .skip(2)
            .map(cell -> cell.substring(0, cell.lastIndexOf('=')))
            .map(version -> version + "=" + (range.accepts(SemVer.of(version)) ? 1 : 0))
            .toList();

    assertThat(ours).isEqualTo(row.subList(2, row.size()));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void refusesWhatNpmRefuses(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> VersionRange.of(text));
  }

  @ParameterizedTest
  @MethodSource("noVersions")
  void refusesWhatIsNoVersion(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> SemVer.of(text));
  }

  @Test
  void ordersAsNpmOrders() {
    List<String> sorted = List.of(text(table("order").findFirst().orElseThrow()).split(" "));
    List<SemVer> shuffled = new java.util.ArrayList<>(sorted.stream().map(SemVer::of).toList());
    Collections.shuffle(shuffled, new Random(7));

    Collections.sort(shuffled);

    // Versions that differ in their build alone are equal, so they are compared by precedence.
    assertThat(shuffled).isEqualTo(sorted.stream().map(SemVer::of).toList());
  }

  @Test
  void theTableIsLargeEnough() {
    assertThat(ranges().count()).isGreaterThanOrEqualTo(60);
    assertThat(ranges().findFirst().orElseThrow()).hasSizeGreaterThan(30);
    assertThat(invalid().count()).isGreaterThanOrEqualTo(60);
  }

  @Test
  void picksTheBest() {
    List<SemVer> versions =
        Stream.of("1.0.0", "1.10.0", "1.9.0", "2.0.0-rc.1").map(SemVer::of).toList();

    assertThat(VersionRange.of("^1").best(versions)).contains(SemVer.of("1.10.0"));
    assertThat(VersionRange.of("^2").best(versions)).isEqualTo(Optional.empty());
  }

  @Test
  void refusesWhatIsTooLong() {
    String text = "1".repeat(100) + " ".repeat(200);

    assertThatIllegalArgumentException().isThrownBy(() -> VersionRange.of(text));
    assertThatIllegalArgumentException().isThrownBy(() -> SemVer.of("1.0.0-" + "a".repeat(300)));
  }

  @Test
  void exactlyAcceptsOneVersion() {
    VersionRange exactly = VersionRange.exactly(SemVer.of("1.2.3-rc.1"));

    assertThat(exactly.accepts(SemVer.of("1.2.3-rc.1"))).isTrue();
    assertThat(exactly.accepts(SemVer.of("1.2.3"))).isFalse();
  }
}
