package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.secret.Secret;
import io.kaicd.contract.secret.Secrets;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
}
