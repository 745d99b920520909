package io.kaicd.actors.secrets;

import static io.kaicd.contract.error.ErrorCode.SECRET_HOST_NOT_ALLOWED;
import static io.kaicd.contract.error.ErrorCode.SECRET_INVALID;
import static io.kaicd.contract.error.ErrorCode.SECRET_UNKNOWN;
import static io.kaicd.contract.error.ErrorCode.SECRET_VERSION_UNKNOWN;
import static io.kaicd.contract.error.ErrorCode.VAULT_CONFLICT;
import static io.kaicd.contract.error.ErrorCode.VAULT_INVALID;
import static io.kaicd.contract.error.ErrorCode.VAULT_UNSET;
import static io.kaicd.contract.error.ErrorCode.WRITE_STALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.actors.secrets.VaultCommand.Put;
import io.kaicd.actors.secrets.VaultCommand.SecretChange;
import io.kaicd.actors.secrets.VaultDecision.Refuse;
import io.kaicd.actors.secrets.VaultDecision.Unchanged;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.contract.secret.AutoLock;
import io.kaicd.contract.secret.Destination;
import io.kaicd.contract.secret.Secret;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaultDeciderTest {
  private static final SealedValue VALUE = new SealedValue("d", new Box(new byte[30]), "");

  private House house = House.open(new MemoryKeys(Clock.systemUTC()));

  @BeforeEach
  void put() {
    house = House.open(new MemoryKeys(house.watch));
    house.put("openai", "one", null);
  }

  private Put put(String name, int version, String kek, Destination... allow) {
    return new Put(name, version, VALUE, kek, List.of(allow), null);
  }

  private void refused(VaultCommand command, ErrorCode code) {
    VaultState before = house.node.vault();
    assertThat(house.decide(command))
        .isInstanceOfSatisfying(
            Refuse.class,
            refuse -> {
              assertThat(refuse.rejection().code()).isEqualTo(code);
              assertThat(refuse.rejection().remedy()).isNotBlank();
            });
    assertThat(house.node.vault()).isSameAs(before);
  }

  @Test
  void before_it_is_set_up_there_is_nothing_but_setting_it_up() {
    House empty = new House(new MemoryKeys(house.watch));
    house = empty;

    refused(new VaultCommand.Delete("openai"), VAULT_UNSET);
    refused(new VaultCommand.SetAutoLock(AutoLock.NEVER), VAULT_UNSET);
  }

  @Test
  void a_vault_is_set_up_once() {
    refused(house.maker.setUp(new Root.KeyFile("r"), house.root), VAULT_CONFLICT);
  }

  @ParameterizedTest
  @CsvSource({"'',/", "A.test,/", "a.test,v1", "a.test,/../x"})
  void a_destination_must_be_one(String host, String path) {
    refused(put("x", 1, house.known().primary(), new Destination(host, path)), SECRET_INVALID);
  }

  @ParameterizedTest
  @CsvSource({"Openai", "../x", "''", "a b", ".a"})
  void a_name_must_be_one(String name) {
    refused(put(name, 1, house.known().primary(), House.ALLOW.getFirst()), SECRET_INVALID);
  }

  @Test
  void a_secret_that_may_go_nowhere_or_is_expired_already_is_refused() {
    String kek = house.known().primary();
    refused(put("x", 1, kek), SECRET_INVALID);
    refused(
        put(
            "x",
            1,
            kek,
            Collections.nCopies(33, House.ALLOW.getFirst()).toArray(new Destination[0])),
        SECRET_INVALID);
    refused(new Put("x", 1, VALUE, kek, House.ALLOW, house.watch.instant()), SECRET_INVALID);
  }

  @Test
  void a_value_sealed_for_another_version_or_under_another_key_is_stale() {
    refused(put("openai", 1, house.known().primary(), House.ALLOW.getFirst()), WRITE_STALE);
    refused(put("x", 2, house.known().primary(), House.ALLOW.getFirst()), WRITE_STALE);
    String was = house.newPrimary();
    refused(put("x", 1, was, House.ALLOW.getFirst()), WRITE_STALE);
    refused(new VaultCommand.Rotate("openai", 2, VALUE, was), WRITE_STALE);
  }

  @Test
  void what_is_not_there_is_not_changed() {
    refused(new VaultCommand.Delete("no"), SECRET_UNKNOWN);
    refused(new VaultCommand.Expire("no", null), SECRET_UNKNOWN);
    refused(new VaultCommand.RollBack("no", 1), SECRET_UNKNOWN);
    refused(new VaultCommand.RollBack("openai", 2), SECRET_VERSION_UNKNOWN);
    refused(new VaultCommand.Rotate("no", 1, VALUE, house.known().primary()), SECRET_UNKNOWN);
  }

  private List<SecretChange> changes() {
    String kek = house.known().primary();
    return List.of(
        put("openai", 2, kek, House.ALLOW.getFirst()),
        new VaultCommand.Rotate("openai", 2, VALUE, kek),
        new VaultCommand.RollBack("openai", 1),
        new VaultCommand.Expire("openai", null),
        new VaultCommand.Delete("openai"));
  }

  @Test
  void a_change_of_what_was_seen_is_made_of_nothing_else() {
    for (SecretChange change : changes()) {
      refused(change.where(new Precondition.Generation(2)), WRITE_STALE);
      refused(change.where(new Precondition.Absent()), WRITE_STALE);
      assertThat(house.decide(change.where(new Precondition.Generation(1))))
          .isEqualTo(house.decide(change))
          .isNotInstanceOf(Refuse.class);
      assertThat(change.where(Precondition.NONE)).isSameAs(change);
    }
    house.accept(new VaultCommand.Delete("openai"));
    for (SecretChange change : changes()) {
      refused(change.where(new Precondition.Generation(1)), WRITE_STALE);
    }
    Put anew = put("openai", 1, house.known().primary(), House.ALLOW.getFirst());
    assertThat(house.decide(anew.where(new Precondition.Absent())))
        .isInstanceOf(VaultDecision.Accept.class);
  }

  @Test
  void what_is_so_already_writes_nothing() {
    assertThat(house.decide(new VaultCommand.RollBack("openai", 1))).isInstanceOf(Unchanged.class);
    assertThat(house.decide(new VaultCommand.Expire("openai", null))).isInstanceOf(Unchanged.class);
    assertThat(house.decide(new VaultCommand.SetAutoLock(AutoLock.NEVER)))
        .isInstanceOf(Unchanged.class);
    assertThat(house.decide(new VaultCommand.MakePrimary(house.known().primary())))
        .isInstanceOf(Unchanged.class);
    assertThat(house.decide(new VaultCommand.RetireKek("no"))).isInstanceOf(Unchanged.class);
  }

  @Test
  void the_primary_key_stays_and_an_unknown_one_never_becomes_it() {
    refused(new VaultCommand.RetireKek(house.known().primary()), VAULT_INVALID);
    refused(new VaultCommand.MakePrimary("no"), VAULT_INVALID);
  }

  /** Two at once would put a data key back under a key that the other is about to retire. */
  @Test
  void a_second_rotation_does_not_begin_while_one_is_open() {
    VaultCommand.AddKek second = house.maker.newKek(house.node.ring());
    String was = house.newPrimary();

    refused(second, WRITE_STALE);
    assertThat(((Refuse) house.decide(second)).rejection().message())
        .contains("of owner", house.watch.instant().toString());
    house.accept(new VaultCommand.RetireKek(was));

    assertThat(house.decide(second)).isInstanceOf(VaultDecision.Accept.class);
  }

  @Test
  void a_root_change_that_would_lose_the_primary_key_is_refused() {
    String root = house.known().root().id();
    Root next = new Root.KeyFile("r2");
    refused(new VaultCommand.ChangeRoot(root, next, new TreeMap<>(), null), WRITE_STALE);
    VaultCommand.AddKek added = house.maker.newKek(house.node.ring());
    var before = house.known().keks();
    house.accept(added);
    refused(new VaultCommand.ChangeRoot(root, next, before, null), WRITE_STALE);
    refused(new VaultCommand.ChangeRoot("other", next, house.known().keks(), null), WRITE_STALE);
    refused(new VaultCommand.AddKek("k9", new Box(new byte[60]), "other"), WRITE_STALE);
  }

  @Test
  void ten_versions_are_kept_and_numbers_never_come_again() {
    for (int i = 2; i <= 12; i++) {
      house.put("openai", "value " + i, null);
    }

    assertThat(house.secret("openai").versions().keySet())
        .containsExactly(3, 4, 5, 6, 7, 8, 9, 10, 11, 12);

    house.accept(new VaultCommand.RollBack("openai", 3));
    assertThat(house.read("openai")).isEqualTo("value 3");
    house.put("openai", "next", null);
    assertThat(house.secret("openai").version()).isEqualTo(13);
    refused(new VaultCommand.RollBack("openai", 3), SECRET_VERSION_UNKNOWN);
  }

  /** Somebody who may put secrets would else have the owner's value sent to a place of his own. */
  @Test
  void a_version_that_is_used_again_goes_where_it_was_put_for_and_no_longer_than_it_was() {
    Instant end = house.watch.instant().plusSeconds(60);
    house.accept(new VaultCommand.Expire("openai", end));
    house.put("openai", "of another", List.of(new Destination("evil.test", "/")), null);

    house.accept(new VaultCommand.RollBack("openai", 1));

    assertThat(house.secret("openai").allow()).isEqualTo(House.ALLOW);
    assertThat(house.secret("openai").expires()).isEqualTo(end);
    assertThat(house.read("openai")).isEqualTo("one");
    assertThatThrownBy(() -> house.use.open("openai", URI.create("https://evil.test/")))
        .isInstanceOfSatisfying(
            RejectedException.class,
            e -> assertThat(e.rejection().code()).isEqualTo(SECRET_HOST_NOT_ALLOWED));
    house.accept(new VaultCommand.RollBack("openai", 2));
    assertThat(house.secret("openai").allow().getFirst().host()).isEqualTo("evil.test");
    assertThat(house.secret("openai").expires()).isNull();
  }

  @Test
  void rotation_keeps_destinations_and_forgets_an_expiry_that_is_over() throws Exception {
    house.accept(new VaultCommand.Expire("openai", house.watch.instant().plusSeconds(60)));
    house.watch.pass(Duration.ofMinutes(2));
    try (var value = Secret.taking("two".toCharArray())) {
      var made = house.maker.seal(house.node.ring(), house.known().primary(), "openai", 2, value);
      house.keys.put(made.key());
      house.accept(new VaultCommand.Rotate("openai", 2, made.value(), house.known().primary()));
    }

    assertThat(house.secret("openai").allow()).isEqualTo(House.ALLOW);
    assertThat(house.read("openai")).isEqualTo("two");
  }
}
