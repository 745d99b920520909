package io.kaicd.actors.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kaicd.contract.audit.AuditLine;
import io.kaicd.contract.audit.Denial;
import io.kaicd.contract.audit.SecretUse;
import io.kaicd.contract.audit.SecretUser;
import io.kaicd.contract.error.ErrorCode;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AuditCountersTest {
  private static final SecretUser APP = new SecretUser("openai", "gpu", "key:app");
  private static final int MOST = 256;

  private final AuditCounters counters = new AuditCounters(MOST, Clock.systemUTC());

  private static long sum(List<? extends AuditLine> lines) {
    return lines.stream().mapToLong(AuditLine::count).sum();
  }

  @Test
  void uses_of_many_threads_add_up() {
    int threads = 4;
    int each = 50_000;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        pool.execute(
            () -> {
              for (int j = 0; j < each; j++) {
                counters.used(SecretUse.sent(APP));
                if (j % 10 == 0) {
                  counters.used(SecretUse.refused(APP, ErrorCode.VAULT_LOCKED));
                }
              }
            });
      }
    }

    List<AuditLine.Used> uses = counters.drain().uses();

    assertThat(uses)
        .extracting(AuditLine.Used::outcome, AuditLine.Used::count)
        .containsExactlyInAnyOrder(tuple("sent", 200_000L), tuple("vault.locked", 20_000L));
  }

  @Test
  void whatever_comes_is_a_bounded_number_of_lines_and_none_is_lost() {
    for (int i = 0; i < 100_000; i++) {
      counters.denied(
          new Denial(
              i % 2 == 0 ? ErrorCode.AUTH_FORBIDDEN : ErrorCode.AUTH_INVALID,
              "key:k" + i % 1_000,
              "operation" + i % 70));
      counters.used(SecretUse.sent(new SecretUser("s" + i, "gpu", "host")));
    }

    AuditCounters.Counts counts = counters.drain();

    assertThat(counts.denials()).hasSize(MOST + 2);
    assertThat(sum(counts.denials())).isEqualTo(100_000);
    assertThat(counts.denials())
        .filteredOn(line -> line.actor().equals("other"))
        .extracting(AuditLine.Denied::code)
        .containsExactlyInAnyOrder("auth.forbidden", "auth.invalid");
    assertThat(counts.uses()).hasSize(MOST + 1);
    assertThat(sum(counts.uses())).isEqualTo(100_000);
    assertThat(counters.none()).isTrue();
  }

  @Test
  void the_first_after_each_drain_is_told_of_and_no_other() {
    AtomicInteger denials = new AtomicInteger();
    AtomicInteger uses = new AtomicInteger();
    counters.listen(denials::incrementAndGet, uses::incrementAndGet);

    for (int i = 0; i < 3; i++) {
      counters.denied(new Denial(ErrorCode.AUTH_MISSING, Denial.NOBODY, Denial.NOWHERE));
    }
    counters.drain();
    counters.denied(new Denial(ErrorCode.AUTH_MISSING, Denial.NOBODY, Denial.NOWHERE));

    assertThat(denials).hasValue(2);
    assertThat(uses).hasValue(0);
  }
}
