package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The cipher against the vectors of C2SP's Wycheproof; where they come from is in the file. */
class WycheproofTest {
  private static List<JsonNode> vectors(String result) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            WycheproofTest.class.getResourceAsStream("/wycheproof/aes-256-gcm.json"))) {
      return new ObjectMapper()
          .readTree(in)
          .path("tests")
          .valueStream()
          .filter(each -> each.path("result").asText().equals(result))
          .toList();
    }
  }

  private static byte[] bytes(JsonNode vector, String... fields) {
    StringBuilder hex = new StringBuilder();
    for (String field : fields) {
      hex.append(vector.path(field).asText());
    }
    return HexFormat.of().parseHex(hex);
  }

  @Test
  void valid_vectors_seal_and_open_to_the_byte() throws Exception {
    List<JsonNode> valid = vectors("valid");
    assertThat(valid).hasSize(39);

    for (JsonNode each : valid) {
      KeyBytes key = KeyBytes.owning(bytes(each, "key"));
      byte[] sealed = bytes(each, "iv", "ct", "tag");
      byte[] plain = bytes(each, "msg");

      assertThat(Gcm.seal(key, bytes(each, "iv"), bytes(each, "aad"), plain))
          .as(each.path("tcId").asText())
          .isEqualTo(sealed);
      assertThat(Gcm.open(key, bytes(each, "aad"), sealed)).isEqualTo(plain);
    }
  }

  @Test
  void invalid_vectors_do_not_open() throws Exception {
    List<JsonNode> invalid = vectors("invalid");
    assertThat(invalid).hasSize(27);

    for (JsonNode each : invalid) {
      KeyBytes key = KeyBytes.owning(bytes(each, "key"));

      assertThatThrownBy(() -> Gcm.open(key, bytes(each, "aad"), bytes(each, "iv", "ct", "tag")))
          .as(each.path("tcId").asText())
          .isInstanceOf(Unopenable.class);
    }
  }
}
