package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.contract.audit.SecretUse;
import io.kaicd.contract.audit.SecretUser;
import io.kaicd.contract.egress.EgressLine;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a variable's value goes, and that each use of it is told. */
class EnvironmentSecretsTest {
  private static final String VALUE = "a-value-of-the-environment";
  private static final String NAME = "KAI_SECRET_GPU";

  private final Map<String, String> variables = new HashMap<>(Map.of(NAME, VALUE));
  private static final SecretUser USER = new SecretUser(NAME, "gpu", "service:gpu");

  private final ToldUses audit = new ToldUses();
  private final EnvironmentSecrets secrets =
      new EnvironmentSecrets(variables::get, new UseAudit(audit));

  private EnvironmentSecrets.Found open(String to) {
    return secrets.open(NAME, "apiKey", "gpu", URI.create(to));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "api.example.com/v1; https://api.example.com/v1/chat",
        "other.test, api.example.com; https://api.example.com/",
        "gpu.lan:8000; http://gpu.lan:8000/v1",
      })
  void itGoesWhereItsOwnerSays(String bounds, String to) {
    variables.put(NAME + "_TO", bounds);

    EnvironmentSecrets.Found found = open(to);

    assertThat(found.bound()).as("it may leave the house").isTrue();
    try (var value = found.value()) {
      assertThat(value.<Integer>lend(bytes -> bytes.length)).isEqualTo(VALUE.length());
    }
    assertThat(audit.begun).containsExactly(USER);
    assertThat(audit.uses).containsExactly(SecretUse.sent(USER));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "api.example.com/v1; https://thief.example/v1",
        "api.example.com/v1; https://api.example.com/v2",
        "api.example.com; http://api.example.com/",
        "gpu.lan; http://127.0.0.1/",
        "''; http://127.0.0.1/",
        "API.example.com; https://api.example.com/",
        "*; https://api.example.com/",
      })
  void itGoesNowhereElse(String bounds, String to) {
    variables.put(NAME + "_TO", bounds);

    assertThatThrownBy(() -> open(to))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("secret.host-not-allowed")
        .hasMessageNotContaining(VALUE);
    assertThat(audit.uses)
        .containsExactly(SecretUse.refused(USER, ErrorCode.SECRET_HOST_NOT_ALLOWED));
  }

  @ParameterizedTest
  @EnumSource
  void withoutThatItStaysInTheHouse(EgressLine.Reach reach) {
    assertThat(open("https://api.example.com/").bound()).isFalse();
    assertThat(audit.uses).as("nothing is sent yet").isEmpty();

    if (reach == EgressLine.Reach.PUBLIC) {
      assertThatThrownBy(() -> secrets.checkHouse(NAME, "gpu", reach))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("secret.host-not-allowed")
          .satisfies(
              e ->
                  assertThat(((RejectedException) e).rejection().remedy())
                      .contains("KAI_SECRET_GPU_TO"));
      assertThat(audit.uses)
          .extracting(SecretUse::outcome)
          .containsExactly("secret.host-not-allowed");
    } else {
      secrets.checkHouse(NAME, "gpu", reach);

      assertThat(audit.uses).extracting(SecretUse::outcome).containsExactly("sent");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PATH", "KAI_SECRET_GPU_TO", "KAI_SECRET_", "kai_secret_gpu"})
  void noOtherVariableIsASecretAndNoneIsCounted(String variable) {
    variables.put(variable, "gpu.lan:8000");

    assertThatThrownBy(
            () -> secrets.open(variable, "apiKey", "gpu", URI.create("http://gpu.lan:8000/")))
        .hasMessageContaining("secret.missing");
    assertThat(audit.uses).isEmpty();
  }

  @Test
  void withoutAWordToTheJournalItIsNotSent() {
    audit.away = true;
    variables.put(NAME + "_TO", "api.example.com");

    assertThatThrownBy(() -> open("https://api.example.com/"))
        .hasMessageContaining("storage.unavailable");
    assertThatThrownBy(() -> secrets.checkHouse(NAME, "gpu", EgressLine.Reach.LOOPBACK))
        .hasMessageContaining("storage.unavailable");
    assertThat(audit.uses).extracting(SecretUse::outcome).containsOnly("storage.unavailable");
  }
}
