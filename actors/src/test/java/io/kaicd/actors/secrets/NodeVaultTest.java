package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.secret.AutoLock;
import io.kaicd.contract.secret.Secret;
import io.kaicd.contract.secret.VaultStatus;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NodeVaultTest {
  private final House house = House.open(new MemoryKeys(Clock.systemUTC()));

  private static void rejected(ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RejectedException.class, e -> assertThat(e.rejection().code()).isEqualTo(code));
  }

  @Test
  void a_vault_that_is_not_set_up_does_not_unlock() {
    House empty = new House(new MemoryKeys(house.watch));

    assertThat(empty.node.status()).isEqualTo(new VaultStatus.Unset());
    rejected(() -> empty.node.unlock(empty.root.copy()), ErrorCode.VAULT_UNSET);
    rejected(empty.node::ring, ErrorCode.VAULT_UNSET);
  }

  @Test
  void another_root_key_is_refused_overwritten_and_what_is_open_stays_open() {
    KeyBytes wrong = KeyBytes.random(new SecureRandom());

    rejected(() -> house.node.unlock(wrong), ErrorCode.VAULT_PASSPHRASE_WRONG);

    assertThat(wrong.isDestroyed()).isTrue();
    assertThat(house.node.status()).isInstanceOf(VaultStatus.Unlocked.class);
    house.node.lock();
    rejected(
        () -> house.node.unlock(KeyBytes.random(new SecureRandom())),
        ErrorCode.VAULT_PASSPHRASE_WRONG);
    assertThat(house.node.status()).isInstanceOf(VaultStatus.Locked.class);
  }

  @Test
  void a_wrong_passphrase_is_refused_and_the_right_one_opens() {
    House fresh = new House(new MemoryKeys(house.watch));
    SecureRandom random = new SecureRandom();
    Argon2 cheap = Argon2.fresh(random, 64, 1, 1);
    fresh.accept(
        fresh.maker.setUp(new Root.Passphrase("r1", cheap), derived(cheap, "correct horse")));

    rejected(
        () -> fresh.node.unlock(derived(cheap, "correct hors")), ErrorCode.VAULT_PASSPHRASE_WRONG);
    rejected(() -> fresh.node.unlock(derived(cheap, "")), ErrorCode.VAULT_PASSPHRASE_WRONG);
    fresh.node.unlock(derived(cheap, "correct horse"));

    assertThat(fresh.node.status()).isInstanceOf(VaultStatus.Unlocked.class);
  }

  @Test
  void a_changed_passphrase_upgrades_the_parameters_and_shuts_out_the_old_one() {
    House fresh = new House(new MemoryKeys(house.watch));
    SecureRandom random = new SecureRandom();
    Argon2 old = Argon2.fresh(random, 64, 1, 1);
    fresh.accept(fresh.maker.setUp(new Root.Passphrase("r1", old), derived(old, "before")));
    fresh.node.unlock(derived(old, "before"));
    fresh.put("openai", "value", null);

    Root.Passphrase next = fresh.maker.passphraseRoot();
    KeyBytes nextKey = derived(next.derivation(), "after");
    KeyRing.Rewrapped boxes = fresh.node.ring().rewrap(nextKey, next.id());
    fresh.accept(new VaultCommand.ChangeRoot("r1", next, boxes.keks(), boxes.fingerprintKey()));
    fresh.node.ring().changed(nextKey, next.id());

    assertThat(((Root.Passphrase) fresh.known().root()).derivation().memory())
        .isEqualTo(Argon2.MEMORY);
    assertThat(fresh.read("openai")).isEqualTo("value");
    fresh.newPrimary(); // the ring wraps with the new root now
    fresh.node.lock();
    rejected(() -> fresh.node.unlock(derived(old, "before")), ErrorCode.VAULT_PASSPHRASE_WRONG);
    fresh.node.unlock(derived(next.derivation(), "after"));
    assertThat(fresh.node.ring().has(fresh.known().primary())).isTrue();
    assertThat(fresh.read("openai")).isEqualTo("value");
  }

  private static KeyBytes derived(Argon2 derivation, String passphrase) {
    try (Secret typed = Secret.owning(passphrase.getBytes(StandardCharsets.UTF_8))) {
      return derivation.derive(typed, Runnable::run).join();
    }
  }

  @Test
  void locking_overwrites_the_root_and_refuses_every_use() {
    house.put("openai", "value", null);
    KeyRing held = house.node.ring();
    KeyBytes root = house.root.copy();
    house.node.unlock(root); // replaces the ring, and closes the old one

    assertThatThrownBy(held::rootId).isInstanceOf(KeyRing.Closed.class);
    assertThat(house.node.lock()).isTrue();
    assertThat(house.node.lock()).isFalse();

    assertThat(root.isDestroyed()).isTrue();
    assertThatThrownBy(root::getEncoded).isInstanceOf(IllegalStateException.class);
    rejected(() -> house.read("openai"), ErrorCode.VAULT_LOCKED);
  }

  @ParameterizedTest
  @EnumSource(AutoLock.class)
  void it_locks_when_its_time_is_over_and_not_before(AutoLock setting) {
    if (setting != AutoLock.NEVER) { // as it is set up
      house.accept(new VaultCommand.SetAutoLock(setting));
    }
    Duration after = setting.after().orElse(Duration.ofDays(1_000));
    house.watch.pass(after.minusMillis(1));

    assertThat(house.node.tick()).isEmpty();
    VaultStatus.Unlocked open = (VaultStatus.Unlocked) house.node.status();
    assertThat(open.remaining())
        .isEqualTo(setting.after().isPresent() ? Duration.ofMillis(1) : null);

    KeyRing ring = house.node.ring();
    house.watch.pass(Duration.ofMillis(1));
    if (setting.after().isEmpty()) {
      assertThat(house.node.tick()).isEmpty();
      assertThat(ring.rootId()).isNotEmpty();
    } else {
      rejected(house.node::ring, ErrorCode.VAULT_LOCKED); // no timer has gone yet
      assertThat(house.node.status()).isInstanceOf(VaultStatus.Locked.class);
      assertThat(house.node.tick()).hasValue("time");
      assertThat(house.node.opensItself()).isFalse();
      assertThatThrownBy(ring::rootId).isInstanceOf(KeyRing.Closed.class);
    }
  }

  @Test
  void a_clock_that_is_set_back_does_not_keep_it_open() {
    house.accept(new VaultCommand.SetAutoLock(AutoLock.AFTER_5));
    house.watch.pass(Duration.ofHours(-1));
    house.nanos.addAndGet(Duration.ofMinutes(5).toNanos() - 1);
    assertThat(house.node.ring()).isNotNull();

    house.nanos.addAndGet(1);

    rejected(house.node::ring, ErrorCode.VAULT_LOCKED);
  }

  /** Another node, opened by the same key, that only follows. */
  private House follower() {
    House other = new House(house.keys, house.watch);
    other.node.follow(house.known());
    other.node.unlock(house.root.copy());
    return other;
  }

  /** The secrets are healthy: to say that their keys are lost would be false. */
  @Test
  void a_node_that_an_older_root_opened_locks_when_it_can_follow_no_more() {
    house.put("openai", "value", null);
    House other = follower();

    house.newRoot();
    other.node.follow(house.known());
    assertThat(other.read("openai")).isEqualTo("value"); // it has all that it needs
    house.newPrimary();
    other.node.follow(house.known());

    rejected(() -> other.read("openai"), ErrorCode.VAULT_LOCKED);
    assertThat(other.node.tick()).hasValue("root");
    assertThat(other.node.tick()).isEmpty();
    assertThat(other.node.opensItself()).isTrue();
    other.node.unlock(house.root.copy());
    assertThat(other.read("openai")).isEqualTo("value");
    assertThat(house.read("openai")).isEqualTo("value");
  }

  @Test
  void it_opens_itself_unless_somebody_locked_it() {
    House fresh = new House(house.keys, house.watch);
    assertThat(fresh.node.opensItself()).isFalse(); // not set up
    fresh.node.follow(house.known());
    assertThat(fresh.node.opensItself()).isTrue();

    fresh.node.unlock(house.root.copy());
    assertThat(fresh.node.opensItself()).isFalse();
    fresh.node.lock();
    assertThat(fresh.node.opensItself()).isFalse();
  }

  @Test
  void another_setting_counts_from_its_change() {
    house.watch.pass(Duration.ofHours(1));

    house.accept(new VaultCommand.SetAutoLock(AutoLock.AFTER_5));

    VaultStatus.Unlocked open = (VaultStatus.Unlocked) house.node.status();
    assertThat(Objects.requireNonNull(open.remaining())).isEqualTo(Duration.ofMinutes(5));
  }

  /** Its following would else wait for the store, and so would every other use. */
  @Test
  void a_store_that_hangs_holds_nobody_up_who_follows_or_locks() {
    Runnable[] meanwhile = {() -> {}};
    MemoryKeys slow =
        new MemoryKeys(house.watch) {
          @Override
          public Optional<WrappedKey> get(String id) {
            CompletableFuture.runAsync(meanwhile[0]).orTimeout(10, TimeUnit.SECONDS).join();
            return super.get(id);
          }
        };
    House slowly = House.open(slow);
    slowly.put("openai", "value", null);
    meanwhile[0] = () -> slowly.put("other", "of another", null);

    assertThat(slowly.read("openai")).isEqualTo("value");

    slowly.put("third", "value", null);
    meanwhile[0] = slowly.node::lock;
    rejected(() -> slowly.read("third"), ErrorCode.VAULT_LOCKED);
  }

  /** What was deleted meanwhile is not kept in the ring. */
  @Test
  void a_key_that_ended_while_it_was_read_is_not_remembered() throws Exception {
    StoredSecret secret = house.put("openai", "value", null);
    SealedValue value = secret.inUse().value();
    KeyRing ring = house.node.ring();
    WrappedKey key = house.keys.get(value.dek()).orElseThrow();

    byte[] opened =
        ring.open(
            value,
            "openai",
            1,
            dek -> {
              CompletableFuture.runAsync(() -> house.accept(new VaultCommand.Delete("openai")))
                  .orTimeout(10, TimeUnit.SECONDS)
                  .join();
              return key;
            });

    assertThat(opened).isEqualTo("value".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(
            () ->
                ring.open(
                    value,
                    "openai",
                    1,
                    dek -> {
                      throw new Unopenable("it is asked for again");
                    }))
        .isInstanceOf(Unopenable.class);
  }

  /** Whoever knows of a new key must find it in the ring: he would take it for lost. */
  @Test
  void what_a_node_knows_has_its_keys_in_the_ring_already() throws Exception {
    AtomicReference<VaultState> seen = new AtomicReference<>();
    Runnable[] meanwhile = {() -> {}};
    SecureRandom random =
        new SecureRandom() {
          private static final long serialVersionUID = 1L;

          @Override
          public void nextBytes(byte[] bytes) {
            meanwhile[0].run();
            super.nextBytes(bytes);
          }
        };
    NodeVault node = new NodeVault(new Gcm(random), house.watch);
    VaultState before = house.known();
    node.follow(before);
    node.unlock(house.root.copy());
    house.newPrimary();
    Thread following = new Thread(() -> node.follow(house.known()));
    meanwhile[0] = // the ring is in use, so that it takes no key yet
        () -> {
          following.start();
          while (following.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
          }
          seen.set(node.vault());
        };

    try (KeyBytes any = KeyBytes.random(new SecureRandom())) {
      node.ring().wrapNew("any", any);
    }
    assertThat(following.join(Duration.ofSeconds(10))).isTrue();

    assertThat(seen.get()).isSameAs(before);
    assertThat(node.vault()).isSameAs(house.known());
    assertThat(node.ring().has(house.known().primary())).isTrue();
  }
}
