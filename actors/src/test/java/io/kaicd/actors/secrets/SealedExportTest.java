package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.secret.Secret;
import io.kaicd.contract.secret.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How large an export may be. */
class SealedExportTest {
  private static final int MOST_OF_AN_IMPORT = 32 << 20;
  private static final int BESIDE_THE_VALUE = 4 + 2 + "big".length() + 2 + 4 + 4;

  private final VaultThreads threads = new VaultThreads();

  @AfterEach
  void stop() {
    threads.close();
  }

  /** Of so many bytes before it is sealed. */
  private JsonNode sealed(int bytes) {
    var wish = new Secrets.Wish("big", List.of(), null);
    try (Secret value = Secret.owning(new byte[bytes - BESIDE_THE_VALUE]);
        Secret passphrase = Secret.taking("correct horse battery".toCharArray())) {
      return SealedExport.sealed(
          List.of(new SealedExport.Item(wish, value)), passphrase, new SecureRandom(), threads);
    }
  }

  @Test
  void the_largest_is_one_that_an_import_takes() {
    JsonNode document = sealed(22 << 20);

    String request = "{\"passphrase\":\"%s\",\"sealed\":}".formatted("x".repeat(1024));
    assertThat(Json.bytes(document).length + request.length()).isLessThan(MOST_OF_AN_IMPORT);
  }

  @Test
  void a_larger_one_is_refused_with_what_can_be_done() {
    assertThatThrownBy(() -> sealed((22 << 20) + 1))
        .isInstanceOfSatisfying(
            RejectedException.class,
            e -> {
              assertThat(e.rejection().code()).isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
              assertThat(e.rejection().message()).contains("more than an import takes");
              assertThat(e.rejection().remedy()).contains("Delete what is not needed");
            });
  }

  /** Nothing of it is written, which would be a copy of all values. */
  @Test
  void a_larger_one_is_refused_before_a_value_is_read() {
    Secret closed = Secret.owning(new byte[23 << 20]);
    closed.close();
    var wish = new Secrets.Wish("big", List.of(), null);

    try (Secret passphrase = passphrase()) {
      assertThatThrownBy(
              () ->
                  SealedExport.sealed(
                      List.of(new SealedExport.Item(wish, closed)),
                      passphrase,
                      new SecureRandom(),
                      threads))
          .isInstanceOf(RejectedException.class);
    }
  }

  private static Secret passphrase() {
    return Secret.taking("correct horse battery".toCharArray());
  }

  private interface Written {
    void to(DataOutputStream out) throws IOException;
  }

  /** What somebody has sealed who knows the passphrase. */
  private JsonNode made(Written written) throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    written.to(new DataOutputStream(plain));
    SecureRandom random = new SecureRandom();
    Argon2 cheap = Argon2.fresh(random, 64, 1, 1);
    Belonging belonging = new Belonging("kai-export/1", "kai-secrets/1", "", 0, "", "");
    try (KeyBytes key = threads.derive(cheap, passphrase())) {
      ObjectNode document = Json.shared().createObjectNode().put("format", "kai-secrets/1");
      document
          .putObject("derivation")
          .put("memory", 64)
          .put("iterations", 1)
          .put("parallelism", 1)
          .put("salt", cheap.salt().bytes());
      return document.put("box", new Gcm(random).seal(key, belonging, plain.toByteArray()).bytes());
    }
  }

  private static void secret(DataOutputStream out, String expires, int length) throws IOException {
    out.writeUTF("a");
    out.writeUTF(expires);
    out.writeInt(0);
    out.writeInt(length);
    out.write(new byte[] {1, 2});
  }

  @ParameterizedTest
  @CsvSource({"'',-1", "'',3", "'',2147483647", "soon,2"})
  void what_is_no_secret_inside_is_refused(String expires, int length) throws IOException {
    JsonNode document =
        made(
            out -> {
              out.writeInt(2);
              secret(out, "", 2);
              secret(out, expires, length);
            });

    assertThatThrownBy(
            () -> SealedExport.opened(document, passphrase(), new SecureRandom(), threads))
        .isInstanceOfSatisfying(
            RejectedException.class,
            e -> assertThat(e.rejection().code()).isEqualTo(ErrorCode.SECRET_INVALID));
  }
}
