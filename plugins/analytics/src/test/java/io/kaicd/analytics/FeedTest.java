package io.kaicd.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeedTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final Key CHAT = new Key("gpu", "llm_chat", "chat");
  private static final Key EMBED = new Key("mini", "embedding", "embed");

  private final Feed feed = new Feed(NOON.minus(Duration.ofDays(2)));

  @Test
  void sumsByServiceCapabilityAndOperation() {
    // Given two digests of one key and one of another
    feed.add(
        List.of(
            digest(CHAT, NOON.minusSeconds(10), 8, Map.of("upstream.cut", 2L)),
            digest(CHAT, NOON.minusSeconds(5), 2, Map.of("call.deadline", 1L)),
            digest(EMBED, NOON.minusSeconds(5), 5, Map.of())),
        NOON);

    // When
    JsonNode summary = feed.summary(NOON, Duration.ofSeconds(20), key -> true).json();

    // Then
    JsonNode chat = summary.at("/services/0");
    assertThat(chat.path("service").asText()).isEqualTo("gpu");
    assertThat(chat.path("calls").asLong()).isEqualTo(10);
    assertThat(chat.path("callsPerSecond").asDouble()).isEqualTo(0.5);
    assertThat(chat.path("errors").asLong()).isEqualTo(3);
    assertThat(chat.path("errorRate").asDouble()).isEqualTo(0.3);
    assertThat(chat.at("/errorsByCode/upstream.cut").asLong()).isEqualTo(2);
    assertThat(chat.path("inputTokens").asLong()).isEqualTo(20);
    assertThat(chat.path("outputTokens").asLong()).isEqualTo(40);
    assertThat(summary.at("/services/1/operation").asText()).isEqualTo("embed");
    assertThat(summary.path("services")).hasSize(2);
  }

  @Test
  void filtersByServiceAndCapability() {
    feed.add(List.of(digest(CHAT, NOON, 1, Map.of()), digest(EMBED, NOON, 1, Map.of())), NOON);

    assertThat(calls(Duration.ofMinutes(1), "gpu", "")).isEqualTo(1);
    assertThat(calls(Duration.ofMinutes(1), "", "embedding")).isEqualTo(1);
    assertThat(calls(Duration.ofMinutes(1), "gpu", "embedding")).isZero();
  }

  @Test
  void countsOnlyTheWindow() {
    feed.add(
        List.of(
            digest(CHAT, NOON.minusSeconds(61), 1, Map.of()),
            digest(CHAT, NOON.minusSeconds(30), 10, Map.of()),
            digest(CHAT, NOON.minus(Duration.ofHours(2)), 100, Map.of()),
            digest(CHAT, NOON.minus(Duration.ofHours(23)), 1000, Map.of())),
        NOON);

    assertThat(calls(Duration.ofMinutes(1), "", "")).isEqualTo(10);
    assertThat(calls(Duration.ofMinutes(5), "", "")).isEqualTo(11);
    assertThat(calls(Duration.ofHours(1), "", "")).isEqualTo(11);
    assertThat(calls(Duration.ofHours(3), "", "")).isEqualTo(111);
    assertThat(calls(Duration.ofHours(24), "", "")).isEqualTo(1111);
  }

  @Test
  void forgetsAfterADayAndTakesNothingOlder() {
    feed.add(List.of(digest(CHAT, NOON, 1, Map.of())), NOON);
    Instant later = NOON.plus(Duration.ofHours(25));

    int counted = feed.add(List.of(digest(CHAT, NOON, 1, Map.of())), later);

    assertThat(counted).isZero();
    assertThat(feed.tallies()).isZero();
  }

  @Test
  void aClockAheadCountsAsNow() {
    feed.add(List.of(digest(CHAT, NOON.plusSeconds(900), 3, Map.of())), NOON);

    assertThat(calls(Duration.ofSeconds(10), "", "")).isEqualTo(3);
  }

  @Test
  void memoryIsBoundedAndTheSummarySaysFromWhen() {
    // Given room for 100 tallies a ring, and 3 keys a second for 10 minutes
    Feed small = new Feed(NOON, 100);
    for (int second = 0; second < 600; second++) {
      Instant at = NOON.plusSeconds(second);
      small.add(
          IntStream.range(0, 3)
              .mapToObj(i -> digest(new Key("s" + i, "c", "o"), at, 1, Map.of()))
              .toList(),
          at);
    }
    Instant now = NOON.plusSeconds(599);

    // When five minutes are asked for by the second
    Summary fine = small.summary(now, Duration.ofMinutes(5), key -> true);

    // Then the oldest are gone, and the summary covers what it says
    assertThat(small.tallies()).isLessThanOrEqualTo(200);
    long seconds = Duration.between(fine.from(), now).toSeconds() + 1;
    assertThat(seconds).isBetween(30L, 34L);
    assertThat(fine.tallies().values()).allMatch(tally -> tally.calls() == seconds);
  }

  @Test
  void quantilesComeFromTheBuckets() {
    // Given 90 calls of 1 ms, 9 of 10 ms and one of 1 s, in the buckets of the contract
    Tally tally = new Tally();
    tally.add(
        new Digest(
            NOON,
            CHAT,
            100,
            Map.of(),
            Map.of(bucket(1_000), 90L, bucket(10_000), 9L, bucket(1_000_000), 1L),
            1_000_000,
            0,
            0));

    // Then each is at most a bucket's width (19%) above the truth
    assertThat(tally.quantileMillis(0.50)).isBetween(1.0, 1.19);
    assertThat(tally.quantileMillis(0.90)).isBetween(1.0, 1.19);
    assertThat(tally.quantileMillis(0.99)).isBetween(10.0, 11.9);
    assertThat(tally.quantileMillis(0.999)).isCloseTo(1000, within(0.001));
    assertThat(tally.maxMillis()).isEqualTo(1000);
  }

  @Test
  void errorCodesAreBounded() {
    Tally tally = new Tally();
    for (int i = 0; i < 500; i++) {
      tally.add(digest(CHAT, NOON, 1, Map.of("code." + i, 1L)));
    }

    assertThat(tally.errors()).isEqualTo(500);
    assertThat(tally.errorsByCode()).hasSize(33).containsEntry("other", 468L);
  }

  private long calls(Duration window, String service, String capability) {
    return feed
        .summary(NOON, window, key -> key.matches(service, capability))
        .tallies()
        .values()
        .stream()
        .mapToLong(Tally::calls)
        .sum();
  }

  private static int bucket(long micros) {
    return (int) Math.ceil(4 * Math.log((double) micros) / Math.log(2));
  }

  private static Digest digest(Key key, Instant at, long calls, Map<String, Long> errors) {
    return new Digest(
        at, key, calls, errors, Map.of(bucket(1_500), calls), 1_500, 2 * calls, 4 * calls);
  }
}
