package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.contract.egress.EgressLine;
import io.kaicd.contract.error.RejectedException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a variable's value goes. */
class EnvironmentSecretsTest {
  private static final String VALUE = "a-value-of-the-environment";
  private static final String NAME = "KAI_SECRET_GPU";

  private final Map<String, String> variables = new HashMap<>(Map.of(NAME, VALUE));
  private final EnvironmentSecrets secrets = new EnvironmentSecrets(variables::get);

  private EnvironmentSecrets.Found open(String to) {
    return secrets.open(NAME, "apiKey", URI.create(to));
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
  }

  @ParameterizedTest
  @EnumSource
  void withoutThatItStaysInTheHouse(EgressLine.Reach reach) {
    assertThat(open("https://api.example.com/").bound()).isFalse();

    if (reach == EgressLine.Reach.PUBLIC) {
      assertThatThrownBy(() -> EnvironmentSecrets.checkHouse(NAME, reach))
          .isInstanceOf(RejectedException.class)
          .hasMessageContaining("secret.host-not-allowed")
          .satisfies(
              e ->
                  assertThat(((RejectedException) e).rejection().remedy())
                      .contains("KAI_SECRET_GPU_TO"));
    } else {
      assertThatNoException().isThrownBy(() -> EnvironmentSecrets.checkHouse(NAME, reach));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PATH", "KAI_SECRET_GPU_TO", "KAI_SECRET_", "kai_secret_gpu"})
  void noOtherVariableIsASecret(String variable) {
    assertThat(EnvironmentSecrets.isSecret(variable)).isFalse();
    assertThat(EnvironmentSecrets.isSecret(NAME)).isTrue();
  }

  @Test
  void oneThatIsNotSetIsMissing() {
    variables.put(NAME, " ");

    assertThatThrownBy(() -> open("http://127.0.0.1/")).hasMessageContaining("secret.missing");
  }
}
