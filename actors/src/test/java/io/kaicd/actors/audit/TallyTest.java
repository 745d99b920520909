package io.kaicd.actors.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.audit.Tally.Counted;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private static Tally<String> tally(int most) {
    return new Tally<>(most, what -> "other", CLOCK);
  }

  @Test
  void equal_things_are_counted_and_taken_once() {
    Tally<String> tally = tally(10);
    tally.add("a");
    tally.add("b");
    tally.add("a");

    assertThat(tally.drain())
        .containsExactlyInAnyOrder(
            new Counted<>("a", 2, NOW, NOW), new Counted<>("b", 1, NOW, NOW));
    assertThat(tally.isEmpty()).isTrue();
    assertThat(tally.drain()).isEmpty();
  }

  @Test
  void past_the_most_the_rest_is_counted_together() {
    Tally<String> tally = tally(3);
    for (int i = 0; i < 100_000; i++) {
      tally.add("thing-" + i % 1_000);
    }

    List<Counted<String>> drained = tally.drain();

    assertThat(drained).hasSize(4);
    assertThat(drained.stream().mapToLong(Counted::count).sum()).isEqualTo(100_000);
    assertThat(drained).filteredOn(c -> c.what().equals("other")).hasSize(1);
    assertThat(drained).filteredOn(c -> c.what().equals("thing-0")).hasSize(1);
  }

  @Test
  void nothing_is_lost_or_doubled_while_it_is_drained() throws Exception {
    int threads = 4;
    int each = 200_000;
    Tally<String> tally = tally(10);
    CountDownLatch begin = new CountDownLatch(1);
    long drained = 0;
    int drains = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> adding =
          IntStream.range(0, threads)
              .<Future<?>>mapToObj(
                  thread ->
                      pool.submit(
                          () -> {
                            begin.await();
                            for (int i = 0; i < each; i++) {
                              tally.add(i % 3 == 0 ? "mine-" + thread : "shared");
                            }
                            return null;
                          }))
              .toList();
      begin.countDown();
      while (adding.stream().anyMatch(one -> !one.isDone())) {
        drained += tally.drain().stream().mapToLong(Counted::count).sum();
        drains++;
      }
      for (Future<?> one : adding) {
        one.get();
      }
    }
    drained += tally.drain().stream().mapToLong(Counted::count).sum();

    assertThat(drained).isEqualTo((long) threads * each);
    assertThat(drains).as("there was something to race with").isGreaterThan(1);
  }
}
