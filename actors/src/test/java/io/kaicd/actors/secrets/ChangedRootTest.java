package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.secret.RootKind;
import io.kaicd.contract.secret.Secret;
import io.kaicd.contract.secret.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a vault's key file when its root becomes another one. */
@SuppressWarnings("NullAway.Init")
class ChangedRootTest {
  @TempDir Path folder;
  private AnsweredVault answered;
  private byte[] first;

  @BeforeEach
  void setUpWithAKeyFile() throws IOException {
    House house = new House(new MemoryKeys(Clock.systemUTC()));
    answered = new AnsweredVault(house, folder.resolve("key"));
    done(answered.vault.setup(RootKind.KEY_FILE, AnsweredVault.OWNER));
    house.put("openai", "value", null);
    first = Files.readAllBytes(folder.resolve("key"));
  }

  @AfterEach
  void stop() {
    answered.close();
  }

  private static void done(CompletionStage<Vault.Result> asked) {
    assertThat(AnsweredVault.result(asked)).isInstanceOf(Vault.Done.class);
  }

  private CompletionStage<Vault.Result> toPassphrase() {
    Secret next = Secret.taking("correct horse battery".toCharArray());
    return answered.vault.changePassphrase(null, next, AnsweredVault.OWNER);
  }

  private CompletionStage<Vault.Result> to(RootKind kind) {
    return kind == RootKind.PASSPHRASE
        ? toPassphrase()
        : answered.vault.changeRoot(kind, AnsweredVault.OWNER);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PASSPHRASE", "ENVIRONMENT"})
  void it_goes_when_the_root_is_a_file_no_more(RootKind next) throws IOException {
    done(to(next));

    assertThat(files()).isEmpty();
    assertThat(answered.house.known().root().kind()).isEqualTo(next);
    assertThat(answered.house.read("openai")).isEqualTo("value");
  }

  @Test
  void another_one_takes_its_place_and_opens_the_vault() throws IOException {
    done(to(RootKind.KEY_FILE));

    assertThat(files()).containsExactly("key");
    assertThat(Files.readAllBytes(folder.resolve("key"))).isNotEqualTo(first);
    answered.house.node.lock();
    done(answered.vault.unlock(AnsweredVault.OWNER));
    assertThat(answered.house.read("openai")).isEqualTo("value");
  }

  @ParameterizedTest
  @EnumSource
  void it_alone_is_there_when_the_change_is_refused(RootKind next) throws IOException {
    answered.refusal = ErrorCode.WRITE_STALE.reject("changed meanwhile");

    assertThat(AnsweredVault.result(to(next))).isInstanceOf(Vault.Refused.class);

    assertThat(files()).containsExactly("key");
    assertThat(Files.readAllBytes(folder.resolve("key"))).isEqualTo(first);
  }

  /** The event may be in the journal, or not: what opens either is there until that is known. */
  @ParameterizedTest
  @EnumSource
  void it_stays_beside_what_is_to_come_when_nobody_knows(RootKind next) throws IOException {
    answered.refusal = ErrorCode.CALL_DEADLINE.reject("no answer");

    assertThat(AnsweredVault.result(to(next))).isInstanceOf(Vault.Refused.class);

    assertThat(Files.readAllBytes(folder.resolve("key"))).isEqualTo(first);
    assertThat(files()).hasSize(2);
    answered.refusal = null;
    done(answered.vault.unlock(AnsweredVault.OWNER)); // it did not come
    assertThat(Files.readAllBytes(folder.resolve("key"))).isEqualTo(first);
  }
}
