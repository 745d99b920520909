package io.kaicd.actors.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.audit.AuditLine;
import io.kaicd.contract.audit.Denial;
import io.kaicd.contract.audit.SecretUse;
import io.kaicd.contract.audit.SecretUser;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.message.AuditProtocol.Done;
import io.kaicd.message.AuditProtocol.Keep;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When it writes, and what becomes of what is not taken. */
class AuditFlusherTest {
  private static final Duration EVERY = Duration.ofSeconds(60);
  private static final Duration EARLY = Duration.ofSeconds(3);
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC);
  private static final AuditSettings SETTINGS =
      new AuditSettings(EVERY, EARLY, 256, true, Duration.ofSeconds(5), Duration.ofSeconds(4));
  private static final SecretUse USE = SecretUse.sent(new SecretUser("openai", "gpu", "key:app"));

  private final AuditCounters counters = new AuditCounters(256, CLOCK);
  private final FlusherTime flusher = new FlusherTime(counters, SETTINGS, CLOCK);

  private void denied(int times) {
    for (int i = 0; i < times; i++) {
      counters.denied(new Denial(ErrorCode.AUTH_INVALID, Denial.NOBODY, "listKeys"));
    }
  }

  private static long denials(Keep keep) {
    return keep.denials().stream().mapToLong(AuditLine::count).sum();
  }

  @Test
  void the_first_denial_after_a_quiet_time_is_written_early() {
    flusher.pass(EVERY.multipliedBy(10));
    denied(1);

    flusher.pass(EARLY.minusMillis(1));
    assertThat(flusher.sent()).isEmpty();
    flusher.pass(Duration.ofMillis(1));
    assertThat(denials(flusher.kept())).isEqualTo(1);
  }

  @Test
  void a_hundred_thousand_denials_are_one_write_a_period() {
    long counted = 0;
    for (int second = 0; second < 100; second++) {
      denied(1_000);
      flusher.pass(Duration.ofSeconds(1));
      for (Keep keep : flusher.sent()) {
        flusher.answer(new Done(keep.number(), null), keep);
        assertThat(second).as("after the early one, once a period").isIn(2, 62);
        counted += denials(keep);
      }
    }
    flusher.pass(EVERY);
    Keep last = flusher.kept();
    assertThat(last.number()).isEqualTo(3);
    assertThat(last.denials()).hasSize(1);
    assertThat(counted + denials(last)).isEqualTo(100_000);
    flusher.pass(EVERY.multipliedBy(10));
    assertThat(flusher.sent()).as("nothing more to write").isEmpty();
  }

  @Test
  void a_use_alone_waits_for_the_period_and_goes_with_a_denial() {
    counters.used(USE);
    flusher.pass(EVERY.minusMillis(1));
    assertThat(flusher.sent()).isEmpty();
    flusher.pass(Duration.ofMillis(1));
    assertThat(flusher.kept().uses()).hasSize(1);

    flusher.pass(EVERY);
    counters.used(USE);
    flusher.settle();
    denied(1);
    flusher.pass(EARLY);
    Keep both = flusher.kept();
    assertThat(both.uses()).hasSize(1);
    assertThat(denials(both)).isEqualTo(1);
  }

  @Test
  void that_a_use_is_kept_is_told_when_it_is_known_and_not_before() {
    counters.used(USE);
    flusher.pass(EVERY);
    Keep first = flusher.unanswered();
    flusher.answer(new Done(1, ErrorCode.STORAGE_FULL.reject("no room")), first);
    assertThat(flusher.keptUses()).isEmpty();

    flusher.pass(EVERY);
    flusher.kept();

    assertThat(flusher.keptUses()).isEqualTo(first.uses());
  }

  @Test
  void what_is_refused_is_sent_again_as_it_was_and_the_rest_after_it() {
    denied(5);
    flusher.pass(EARLY);
    Keep first = flusher.unanswered();
    flusher.answer(new Done(1, ErrorCode.STORAGE_FULL.reject("no room")), first);
    denied(7);

    flusher.pass(EVERY);
    Keep again = flusher.kept();
    assertThat(again.number()).isEqualTo(first.number());
    assertThat(again.denials()).isEqualTo(first.denials());
    assertThat(again.to()).isEqualTo(first.to());
    assertThat(flusher.logged()).hasSize(1);

    flusher.pass(EVERY);
    Keep rest = flusher.kept();
    assertThat(rest.number()).isEqualTo(2);
    assertThat(denials(rest)).isEqualTo(7);
  }

  @Test
  void without_an_answer_it_is_sent_once_a_period_and_said_once_a_period() {
    denied(5);
    flusher.pass(EARLY);
    Keep first = flusher.unanswered();

    flusher.pass(EVERY.multipliedBy(3));

    assertThat(flusher.sent()).hasSize(3).allMatch(keep -> keep.number() == 1);
    assertThat(flusher.logged()).hasSize(3);
    flusher.answer(new Done(1, null), first); // late, and as good as any
    flusher.answer(new Done(1, null), first);
    flusher.pass(EVERY.multipliedBy(3));
    assertThat(flusher.sent()).isEmpty();
  }

  @Test
  void at_the_end_all_is_written_without_waiting() {
    denied(1);
    flusher.pass(EARLY);
    Keep first = flusher.unanswered();
    denied(2);
    CompletableFuture<Boolean> kept = new CompletableFuture<>();

    flusher.tell(new AuditFlusher.Stop(kept));

    flusher.answer(new Done(1, null), flusher.unanswered());
    assertThat(kept).isNotDone();
    assertThat(first.number()).isEqualTo(1);
    assertThat(denials(flusher.kept())).isEqualTo(2);
    assertThat(kept).isCompletedWithValue(true);
  }

  @Test
  void an_end_with_nothing_to_write_or_a_journal_that_is_away_does_not_wait() {
    CompletableFuture<Boolean> idle = new CompletableFuture<>();
    flusher.tell(new AuditFlusher.Stop(idle));
    assertThat(idle).isCompletedWithValue(true);

    denied(1);
    CompletableFuture<Boolean> kept = new CompletableFuture<>();
    flusher.tell(new AuditFlusher.Stop(kept));
    Keep last = flusher.unanswered();
    flusher.answer(new Done(1, ErrorCode.STORAGE_UNAVAILABLE.reject("gone")), last);
    assertThat(kept).isCompletedWithValue(false);
  }
}
