package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.secret.SecretView;
import io.kaicd.contract.secret.SecretView.Condition;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretUseTest {
  private static final Duration YOUNG = Duration.ofMinutes(10);

  @TempDir Path folder;
  private FileWrappedKeys keys;
  private House house;

  @BeforeEach
  void open() {
    keys = new FileWrappedKeys(folder.resolve("keys"));
    house = House.open(keys);
    house.put("openai", "value one", null);
    house.put("qdrant", "value two", null);
  }

  private static void rejected(ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RejectedException.class,
            e -> {
              assertThat(e.rejection().code()).isEqualTo(code);
              assertThat(e.rejection().toString()).doesNotContain("value one", "value two");
            });
  }

  private Condition condition(String name) {
    return view(name).condition();
  }

  private SecretView view(String name) {
    return house.view(name);
  }

  /** As after a restart: nothing is remembered. */
  private void reopen() {
    house.node.lock();
    house.node.unlock(house.root.copy());
  }

  @Test
  void it_opens_for_where_it_may_go() {
    assertThat(house.read("openai")).isEqualTo("value one");
  }

  @Test
  void its_last_use_is_told_and_not_that_of_another_of_its_name() {
    Instant made = view("openai").created();
    house.sent.put("openai", made.minusSeconds(9));
    assertThat(view("openai").lastUsed()).isNull();

    house.sent.put("openai", made.plusSeconds(20));

    assertThat(view("openai").lastUsed()).isEqualTo(made.plusSeconds(20));
    assertThat(view("qdrant").lastUsed()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.test/v1",
        "https://api.example.com/v2",
        "http://api.example.com/v1",
        "https://api.example.com/v1/../v2"
      })
  void it_goes_nowhere_else(String uri) {
    rejected(() -> house.use.open("openai", URI.create(uri)), ErrorCode.SECRET_HOST_NOT_ALLOWED);
  }

  @Test
  void what_is_unknown_or_expired_is_refused() {
    rejected(() -> house.read("no"), ErrorCode.SECRET_UNKNOWN);
    house.accept(new VaultCommand.Expire("openai", house.watch.instant().plusSeconds(1)));
    assertThat(house.read("openai")).isEqualTo("value one");

    house.watch.pass(Duration.ofSeconds(1));

    rejected(() -> house.read("openai"), ErrorCode.SECRET_EXPIRED);
    assertThat(condition("openai")).isEqualTo(Condition.EXPIRED);
    assertThat(condition("qdrant")).isEqualTo(Condition.READY);
  }

  @Test
  void a_locked_vault_tells_names_and_nothing_opens() {
    house.node.lock();

    rejected(() -> house.read("openai"), ErrorCode.VAULT_LOCKED);
    assertThat(ErrorCode.VAULT_LOCKED.status()).isEqualTo(423);
    assertThat(condition("openai")).isEqualTo(Condition.LOCKED);
  }

  @Test
  void a_lost_data_key_is_the_loss_of_its_version_alone() {
    house.put("openai", "value three", null);
    String lost = house.dek("openai");
    reopen();
    keys.delete(lost);

    rejected(() -> house.read("openai"), ErrorCode.SECRET_UNDECRYPTABLE);
    assertThat(condition("openai")).isEqualTo(Condition.UNDECRYPTABLE);
    assertThat(view("openai").versions())
        .extracting(SecretView.Version::condition)
        .containsExactly(Condition.READY, Condition.UNDECRYPTABLE);
    assertThat(house.read("qdrant")).isEqualTo("value two");

    house.accept(new VaultCommand.RollBack("openai", 1));
    assertThat(house.read("openai")).isEqualTo("value one");
  }

  @Test
  void a_lost_kek_is_the_loss_of_what_it_wraps_alone() {
    house.newPrimary(); // the two secrets stay under the old one
    house.put("new", "value new", null);
    house.lose(keys.get(house.dek("openai")).orElseThrow().kek());

    rejected(() -> house.read("openai"), ErrorCode.SECRET_UNDECRYPTABLE);
    rejected(() -> house.read("qdrant"), ErrorCode.SECRET_UNDECRYPTABLE);
    assertThat(condition("openai")).isEqualTo(Condition.UNDECRYPTABLE);
    assertThat(house.read("new")).isEqualTo("value new");
    house.put("openai", "value again", null);
    assertThat(house.read("openai")).isEqualTo("value again");
  }

  /** An export of many would else stand still for each of them. */
  @Test
  @Timeout(30)
  void a_key_that_is_known_and_lost_is_not_waited_for() {
    SecretUse patient = new SecretUse(house.node, keys, house.watch, Duration.ofHours(1));
    house.lose(house.known().primary());

    rejected(() -> patient.open("openai", House.THERE), ErrorCode.SECRET_UNDECRYPTABLE);
  }

  @Test
  void keys_and_values_that_changed_places_do_not_open() throws Exception {
    Path one = folder.resolve("keys").resolve(house.dek("openai"));
    Path two = folder.resolve("keys").resolve(house.dek("qdrant"));
    byte[] swapped = Files.readAllBytes(two);
    Files.write(two, Files.readAllBytes(one));
    Files.write(one, swapped);
    reopen();

    rejected(() -> house.read("openai"), ErrorCode.SECRET_UNDECRYPTABLE);
    rejected(() -> house.read("qdrant"), ErrorCode.SECRET_UNDECRYPTABLE);
  }

  @Test
  void deleting_destroys_the_key_so_that_no_copy_of_the_journal_opens() {
    VaultState before = house.node.vault();
    house.accept(new VaultCommand.Delete("openai"));
    new OrphanSweep(keys, YOUNG, house.watch).destroy(before, house.node.vault());

    House restored = new House(keys);
    restored.node.follow(before); // an older copy of the journal
    restored.node.unlock(house.root.copy());

    rejected(() -> restored.read("openai"), ErrorCode.SECRET_UNDECRYPTABLE);
    assertThat(restored.read("qdrant")).isEqualTo("value two");
    rejected(() -> house.read("openai"), ErrorCode.SECRET_UNKNOWN);
  }

  /** Another node has added a key and wrapped data keys by it, which this one hears of later. */
  @Test
  void a_key_that_this_node_does_not_know_yet_is_waited_for() throws Exception {
    House behind = new House(keys, house.watch);
    behind.node.follow(house.known());
    behind.node.unlock(house.root.copy());
    SecretUse use = new SecretUse(behind.node, keys, house.watch, Duration.ofSeconds(60));
    String old = house.newPrimary();
    KekRotation rotation = new KekRotation(keys, house.known());
    rotation.step(house.node.ring(), 100);
    house.accept(new VaultCommand.RetireKek(old));

    CompletableFuture<String> read = new CompletableFuture<>();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  try (var value = use.open("openai", House.THERE)) {
                    read.complete(value.lend(b -> new String(b, StandardCharsets.UTF_8)));
                  } catch (RuntimeException e) {
                    read.completeExceptionally(e);
                  }
                });
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (reader.getState() != Thread.State.TIMED_WAITING && reader.isAlive()) {
      assertThat(System.nanoTime()).isLessThan(until);
      Thread.onSpinWait();
    }
    behind.node.follow(house.known());

    assertThat(read.get(30, TimeUnit.SECONDS)).isEqualTo("value one");
  }

  @Test
  void a_fingerprint_tells_equal_versions_of_a_secret_and_nothing_of_another() {
    house.put("openai", "value two", null);
    house.put("openai", "value one", null);
    List<String> prints =
        view("openai").versions().stream().map(SecretView.Version::fingerprint).toList();

    assertThat(prints).allMatch(print -> print.matches("[0-9a-f]{16}"));
    assertThat(prints.get(2)).isEqualTo(prints.get(0)).isNotEqualTo(prints.get(1));
    // Who guesses does so under the secret's own name, which the journal tells and its owner sees.
    house.put("guess", "value one", null);
    assertThat(view("guess").versions().getFirst().fingerprint()).isNotEqualTo(prints.get(0));
    House other = House.open(new MemoryKeys(house.watch));
    other.put("openai", "value one", null);
    assertThat(other.view("openai").versions().getFirst().fingerprint())
        .isNotEqualTo(prints.get(0));
  }

  @Test
  void nothing_that_is_written_or_said_has_the_value_in_it() throws Exception {
    byte[] snapshot = VaultStream.STREAM.states().encode(house.known());
    List<String> said =
        List.of(
            new String(snapshot, StandardCharsets.ISO_8859_1),
            house.known().toString(),
            house.view("openai").toString(),
            Json.shared().writeValueAsString(house.view("openai")),
            Files.readString(folder.resolve("keys").resolve(house.dek("openai"))));

    assertThat(said).noneMatch(text -> text.contains("value one"));
    assertThat(said.getFirst()).contains("openai"); // it is looked at where it would be
  }

  @Test
  void a_key_is_written_by_nobody() {
    KeyBytes key = KeyBytes.random(new SecureRandom());

    assertThat(key).hasToString("KeyBytes[redacted]");
    assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key))
        .isInstanceOf(NotSerializableException.class);
  }
}
