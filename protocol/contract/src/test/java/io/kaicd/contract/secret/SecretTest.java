package io.kaicd.contract.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.kaicd.contract.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretTest {
  private static final String TEXT = "grüße-\uD83D\uDD11-1";

  /** Such as somebody may write by mistake. */
  private record Carrier(String name, Secret secret) {}

  private static Secret secret() {
    return Secret.taking(TEXT.toCharArray());
  }

  @Test
  void characters_are_taken_as_utf_8_and_overwritten() {
    char[] typed = TEXT.toCharArray();

    try (Secret secret = Secret.taking(typed)) {
      assertThat(secret.<String>lend(bytes -> new String(bytes, StandardCharsets.UTF_8)))
          .isEqualTo(TEXT);
      assertThat(typed).containsOnly('\0');
    }
  }

  @Test
  void closing_overwrites_the_bytes_and_ends_the_lending() {
    byte[] bytes = {1, 2, 3};
    Secret secret = Secret.owning(bytes);

    secret.close();

    assertThat(bytes).containsOnly(0);
    assertThatThrownBy(() -> secret.lend(each -> each.length))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void no_text_tells_it() {
    try (Secret secret = secret()) {
      assertThat(secret).hasToString("Secret[redacted]");
      assertThat(new Carrier("a", secret).toString()).doesNotContain(TEXT, "grü");
      assertThat(List.of(secret)).hasToString("[Secret[redacted]]");
    }
  }

  @Test
  void no_two_are_equal() {
    try (Secret one = secret();
        Secret same = secret()) {
      assertThat(one).isNotEqualTo(same);
    }
  }

  @Test
  void no_mapper_writes_it_however_it_is_set_up() {
    ObjectMapper eager =
        new ObjectMapper()
            .setVisibility(PropertyAccessor.ALL, Visibility.ANY)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
    try (Secret secret = secret()) {
      for (ObjectMapper mapper : List.of(Json.shared(), new ObjectMapper(), eager)) {
        for (Object carrier :
            List.of(secret, new Carrier("a", secret), Map.of("value", secret), List.of(secret))) {
          assertThatThrownBy(() -> mapper.writeValueAsString(carrier))
              .isInstanceOf(JsonMappingException.class)
              .hasMessageContaining("a secret is not written");
          assertThatThrownBy(() -> mapper.valueToTree(carrier))
              .hasMessageContaining("a secret is not written");
        }
      }
    }
  }

  @Test
  void java_does_not_serialise_it() throws Exception {
    try (Secret secret = secret();
        ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThatThrownBy(() -> out.writeObject(secret))
          .isInstanceOf(NotSerializableException.class);
    }
  }
}
