package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.secret.Secret;
import io.kaicd.contract.secret.Secrets;
import io.kaicd.contract.secret.Secrets.Exported;
import io.kaicd.contract.secret.Secrets.Imported;
import io.kaicd.contract.secret.Secrets.Skipped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be moved is left out and named; the others are moved. */
@SuppressWarnings("NullAway.Init")
class TransferTest {
  @TempDir Path folder;
  private boolean away;
  private House house;
  private AnsweredVault answered;

  @BeforeEach
  void open() {
    house =
        House.open(
            new MemoryKeys(Clock.systemUTC()) {
              @Override
              public Optional<WrappedKey> get(String id) {
                if (away) {
                  throw new UncheckedIOException(new IOException("the store is away"));
                }
                return super.get(id);
              }
            });
    house.put("good", "a value", null);
    house.put("lost", "another", null);
    house.put("old", "a third", house.watch.instant().plus(Duration.ofDays(1)));
    answered = new AnsweredVault(house, folder.resolve("key"));
  }

  @AfterEach
  void stop() {
    answered.close();
  }

  private static Secret passphrase() {
    return Secret.taking("correct horse battery".toCharArray());
  }

  private Exported exported() {
    try (Secret passphrase = passphrase()) {
      return answered.transfer.export(passphrase, AnsweredVault.OWNER);
    }
  }

  private Imported imported(Exported from, Function<SealedExport.Item, Secrets.Result> put) {
    try (Secret passphrase = passphrase()) {
      return answered.transfer.take(from.document(), passphrase, put);
    }
  }

  @Test
  void an_export_leaves_out_what_has_expired_or_does_not_open() {
    house.watch.pass(Duration.ofDays(1));
    house.keys.delete(house.dek("lost"));

    Exported exported = exported();

    assertThat(exported.skipped())
        .containsExactly(
            new Skipped(
                "lost", "secret.undecryptable", "the key of the secret 'lost' is lost or damaged"),
            new Skipped("old", "secret.expired", "it has expired"));
    assertThat(house.events.getLast())
        .isEqualTo(
            new VaultEvent.SecretsExported(new VaultEvent.By("owner", house.watch.instant()), 1));
    List<String> moved = new ArrayList<>();
    imported(
        exported,
        item -> {
          String value = item.value().lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
          moved.add(item.wish().name() + "=" + value);
          return new Secrets.Kept("good", 1, List.of(), null, true);
        });
    assertThat(moved).containsExactly("good=a value");
  }

  /** They would be missing, and nobody would look for them. */
  @Test
  void an_export_is_refused_while_the_store_of_keys_is_away() {
    away = true;

    assertThatThrownBy(this::exported)
        .isInstanceOfSatisfying(
            RejectedException.class,
            e -> assertThat(e.rejection().code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));

    assertThat(house.events).noneMatch(VaultEvent.SecretsExported.class::isInstance);
  }

  @Test
  void an_import_leaves_out_what_this_vault_does_not_keep() {
    Imported imported =
        imported(
            exported(),
            item -> {
              if (item.wish().name().equals("old")) {
                throw ErrorCode.SECRET_INVALID
                    .reject("no such secret can be kept")
                    .withFault(new Fault("/expires", "value", "a time to come", ""))
                    .asException();
              }
              return new Secrets.Kept(
                  "good", 1, List.of(), null, item.wish().name().equals("lost"));
            });

    assertThat(imported)
        .isEqualTo(
            new Imported(
                List.of("lost"),
                List.of("good"),
                List.of(
                    new Skipped(
                        "old",
                        "secret.invalid",
                        "no such secret can be kept; /expires: a time to come"))));
  }

  /** It is not this one secret's fault: each of the others would be refused too. */
  @Test
  void an_import_ends_where_the_vault_itself_does_not_take_any() {
    List<Secret> given = new ArrayList<>();

    assertThatThrownBy(
            () ->
                imported(
                    exported(),
                    item -> {
                      given.add(item.value());
                      throw NodeVault.locked();
                    }))
        .isInstanceOfSatisfying(
            RejectedException.class,
            e -> assertThat(e.rejection().code()).isEqualTo(ErrorCode.VAULT_LOCKED));

    assertThat(given)
        .singleElement()
        .satisfies(
            value ->
                assertThatThrownBy(() -> value.lend(bytes -> bytes.length))
                    .isInstanceOf(IllegalStateException.class));
  }
}
