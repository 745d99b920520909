package io.kaicd.actors.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.audit.SecretUse;
import io.kaicd.contract.audit.SecretUser;
import io.kaicd.contract.error.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LatestUsesTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final SecretUser APP = new SecretUser("openai", "gpu", "key:app");

  private final Map<String, Instant> journal = new HashMap<>();
  private final LatestUses uses =
      new LatestUses(
          secret -> Optional.ofNullable(journal.get(secret)), Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void it_is_what_the_journal_knows_or_what_was_sent_since() {
    assertThat(uses.of("openai")).isEmpty();
    journal.put("openai", NOW.minusSeconds(5));
    assertThat(uses.of("openai")).contains(NOW.minusSeconds(5));

    uses.used(SecretUse.sent(APP));

    assertThat(uses.of("openai")).contains(NOW);
    journal.put("openai", NOW.plusSeconds(5)); // by another node
    assertThat(uses.of("openai")).contains(NOW.plusSeconds(5));
  }

  @Test
  void what_was_refused_was_not_sent() {
    uses.used(SecretUse.refused(APP, ErrorCode.VAULT_LOCKED));

    assertThat(uses.of("openai")).isEmpty();
  }
}
