package io.kaicd.actors.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.contract.audit.SecretUser;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When the journal must be told before a secret is used. */
class BegunUsesTest {
  private static final Duration LASTS = Duration.ofMinutes(2);
  private static final SecretUser APP = new SecretUser("openai", "gpu", "key:app");
  private static final SecretUser OTHER = new SecretUser("openai", "gpu", "key:other");

  private final List<SecretUser> told = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1); // it may wrap
  private CompletionStage<Void> answer = CompletableFuture.completedFuture(null);
  private final BegunUses begun =
      new BegunUses(
          user -> {
            told.add(user);
            return answer;
          },
          LASTS,
          Duration.ofMillis(50),
          Clock.fixed(AuditMessages.TO.plusSeconds(10), ZoneOffset.UTC),
          nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private void away(ErrorCode why) {
    answer = CompletableFuture.failedFuture(why.reject("gone").asException());
  }

  @Test
  void the_journal_is_told_once_for_each_user_while_that_lasts() {
    begun.require(APP);
    begun.require(APP);
    begun.require(OTHER);
    pass(LASTS.minusNanos(1));
    begun.require(APP);
    assertThat(told).containsExactly(APP, OTHER);

    pass(Duration.ofNanos(1));
    begun.require(APP);

    assertThat(told).containsExactly(APP, OTHER, APP);
  }

  @Test
  void counts_that_the_journal_has_are_as_good_from_the_last_use_on() {
    begun.require(APP);
    pass(LASTS.minusSeconds(1));
    begun.kept(List.of(AuditMessages.used(5))); // of which the last was 10 s ago
    pass(LASTS.minusSeconds(11));
    begun.require(APP);
    assertThat(told).containsExactly(APP);

    pass(Duration.ofSeconds(1));
    begun.require(APP);
    assertThat(told).containsExactly(APP, APP);
    begun.require(OTHER);
    assertThat(told).as("those of another are not").containsExactly(APP, APP, OTHER);
  }

  @Test
  void older_counts_shorten_nothing() {
    pass(Duration.ofSeconds(5));
    begun.require(APP);

    begun.kept(List.of(AuditMessages.used(5)));

    pass(LASTS.minusSeconds(1));
    begun.require(APP);
    assertThat(told).containsExactly(APP);
  }

  @Test
  void what_the_journal_cannot_be_told_is_refused_and_tried_again() {
    away(ErrorCode.STORAGE_FULL);

    assertThatThrownBy(() -> begun.require(APP))
        .isInstanceOfSatisfying(
            RejectedException.class,
            e -> {
              assertThat(e.rejection().code()).isEqualTo(ErrorCode.STORAGE_FULL);
              assertThat(e.rejection().message()).contains("use of a secret").contains("gone");
            });

    answer = CompletableFuture.completedFuture(null);
    begun.require(APP);
    assertThat(told).containsExactly(APP, APP);
  }

  @Test
  void a_journal_that_goes_away_ends_uses_that_go_on() {
    begun.require(APP);
    away(ErrorCode.STORAGE_UNAVAILABLE);
    begun.require(APP);

    pass(LASTS);

    assertThatThrownBy(() -> begun.require(APP)).hasMessageContaining("storage.unavailable");
  }

  @Test
  void no_answer_is_a_refusal() {
    answer = new CompletableFuture<>();
    assertThatThrownBy(() -> begun.require(APP)).hasMessageContaining("no answer");

    answer = CompletableFuture.failedFuture(new TimeoutException());
    assertThatThrownBy(() -> begun.require(OTHER)).hasMessageContaining("no answer");
  }

  @Test
  void many_at_once_wait_for_one_telling() throws Exception {
    CompletableFuture<Void> answered = new CompletableFuture<>();
    CountDownLatch asked = new CountDownLatch(1);
    List<SecretUser> each = new ArrayList<>();
    BegunUses patient =
        new BegunUses(
            user -> {
              each.add(user);
              asked.countDown();
              return answered;
            },
            LASTS,
            Duration.ofSeconds(20),
            Clock.systemUTC(),
            nanos::get);
    List<CompletableFuture<Void>> uses = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      uses.add(CompletableFuture.runAsync(() -> patient.require(APP)));
    }
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(uses).noneMatch(CompletableFuture::isDone);

    answered.complete(null);

    for (CompletableFuture<Void> use : uses) {
      use.get(10, TimeUnit.SECONDS);
    }
    assertThat(each).containsExactly(APP);
  }
}
