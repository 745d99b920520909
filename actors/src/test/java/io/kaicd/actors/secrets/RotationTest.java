package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotationTest {
  private static final int SECRETS = 20;
  private static final int READERS = 4;
  private static final int ROUNDS = 6;

  @TempDir Path folder;

  private static House filled(WrappedKeys keys) {
    House house = House.open(keys);
    for (int i = 0; i < SECRETS; i++) {
      house.put("s" + i, "value " + i, null);
    }
    return house;
  }

  private static KekRotation pass(House house) {
    return new KekRotation(house.keys, house.known());
  }

  private static void retireOld(House house) {
    for (String kek : house.known().keks().keySet()) {
      if (!kek.equals(house.known().primary())) {
        house.accept(new VaultCommand.RetireKek(kek));
      }
    }
  }

  @Test
  void it_goes_step_by_step_and_on_after_a_restart() {
    House house = filled(new FileWrappedKeys(folder.resolve("keys")));
    String old = house.newPrimary();
    KekRotation rotation = pass(house);

    assertThat(rotation.step(house.node.ring(), 8)).isEqualTo(8);
    assertThat(rotation.done()).isFalse();

    // Another process goes on with what it finds.
    House next = new House(new FileWrappedKeys(folder.resolve("keys")));
    next.node.follow(house.known());
    next.node.unlock(house.root.copy());
    KekRotation resumed = pass(next);
    assertThat(resumed.step(next.node.ring(), 100)).isEqualTo(SECRETS - 8);
    assertThat(resumed.done()).isTrue();
    assertThat(resumed.lost()).isEmpty();
    retireOld(next);

    assertThat(next.node.ring().has(old)).isFalse();
    assertThat(next.known().rotation()).isNull();
    for (int i = 0; i < SECRETS; i++) {
      assertThat(next.read("s" + i)).isEqualTo("value " + i);
    }
  }

  /** Each data key is read once, be there ever so many steps. */
  @Test
  void it_reads_each_data_key_once() {
    AtomicLong reads = new AtomicLong();
    MemoryKeys counted =
        new MemoryKeys(Clock.systemUTC()) {
          @Override
          public Optional<WrappedKey> get(String id) {
            reads.incrementAndGet();
            return super.get(id);
          }
        };
    House house = filled(counted);
    house.newPrimary();
    reads.set(0);

    KekRotation rotation = pass(house);
    while (!rotation.done()) {
      rotation.step(house.node.ring(), 3);
    }

    assertThat(reads.get()).isEqualTo(SECRETS);
  }

  @Test
  void a_lost_data_key_is_named_and_holds_nothing_back() {
    House house = filled(new MemoryKeys(Clock.systemUTC()));
    String lost = house.dek("s3");
    house.newPrimary();
    house.keys.delete(lost);
    KekRotation rotation = pass(house);

    assertThat(rotation.step(house.node.ring(), 100)).isEqualTo(SECRETS - 1);

    assertThat(rotation.done()).isTrue();
    assertThat(rotation.lost()).containsExactly(lost);
  }

  /** Its data keys are whole, under a key that would be retired as the last that opens them. */
  @Test
  void a_lost_target_is_not_taken_for_lost_data_keys() {
    House house = filled(new MemoryKeys(Clock.systemUTC()));
    house.newPrimary();
    house.lose(house.known().primary());
    KekRotation rotation = pass(house);

    assertThatThrownBy(() -> rotation.step(house.node.ring(), 100))
        .isInstanceOfSatisfying(
            RejectedException.class,
            e -> {
              assertThat(e.rejection().code()).isEqualTo(ErrorCode.VAULT_CONFLICT);
              assertThat(e.rejection().remedy()).isNotBlank();
            });
    assertThat(rotation.done()).isFalse();
    assertThat(rotation.lost()).isEmpty();
    assertThat(house.read("s0")).isEqualTo("value 0");
  }

  /** A pass that stood still for long, while another node ended its rotation and began the next. */
  @Test
  void a_late_pass_takes_nothing_from_under_the_key_of_a_later_rotation() {
    House house = filled(new MemoryKeys(Clock.systemUTC()));
    house.newPrimary();
    KekRotation late = pass(house);
    KekRotation other = pass(house);
    other.step(house.node.ring(), 100);
    retireOld(house);
    house.newPrimary();
    pass(house).step(house.node.ring(), 100);

    assertThat(late.step(house.node.ring(), 100)).isZero();
    retireOld(house);

    house.node.lock();
    house.node.unlock(house.root.copy());
    assertThat(house.read("s0")).isEqualTo("value 0");
  }

  @Test
  void a_key_that_is_deleted_while_it_is_wrapped_anew_does_not_come_back() {
    MemoryKeys memory = new MemoryKeys(Clock.systemUTC());
    House house = filled(memory);
    String dek = house.dek("s0");
    WrappedKey was = memory.get(dek).orElseThrow();
    memory.delete(dek);

    assertThat(memory.replace(was, was)).isFalse();
    assertThat(memory.get(dek)).isEmpty();
  }

  @Test
  void a_key_that_is_retired_too_early_fails_reads() {
    House house = filled(new MemoryKeys(Clock.systemUTC()));
    String old = house.newPrimary();
    house.accept(new VaultCommand.RetireKek(old));

    assertThatThrownBy(() -> house.read("s0"))
        .isInstanceOfSatisfying(
            RejectedException.class,
            e -> assertThat(e.rejection().code()).isEqualTo(ErrorCode.SECRET_UNDECRYPTABLE));
  }

  /** KEK and root are changed over and over, with all remembered keys forgotten, under readers. */
  @Test
  void no_read_fails_while_keys_are_changed() throws Exception {
    House house = filled(new FileWrappedKeys(folder.resolve("keys")));
    ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong reads = new AtomicLong();
    CountDownLatch reading = new CountDownLatch(READERS);
    List<Future<?>> readers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
      for (int reader = 0; reader < READERS; reader++) {
        readers.add(threads.submit(() -> read(house, stop, reads, reading, failures)));
      }
      assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
      try {
        for (int round = 0; round < ROUNDS; round++) {
          turnOver(house, round);
        }
      } finally {
        stop.set(true);
      }
      for (Future<?> reader : readers) {
        reader.get(30, TimeUnit.SECONDS);
      }
    }

    assertThat(failures).isEmpty();
    assertThat(house.known().keks()).hasSize(1);
    assertThat(reads.get()).isGreaterThan(1_000);
  }

  private static void read(
      House house,
      AtomicBoolean stop,
      AtomicLong reads,
      CountDownLatch reading,
      ConcurrentLinkedQueue<String> failures) {
    for (int i = 0; !stop.get(); i = (i + 1) % SECRETS) {
      try {
        if (!house.read("s" + i).equals("value " + i)) {
          failures.add("another value of s" + i);
        }
      } catch (RuntimeException e) {
        failures.add("s" + i + ": " + e);
      }
      if (reads.incrementAndGet() % 500 == 0) {
        reading.countDown();
      }
    }
  }

  private static void turnOver(House house, int round) {
    house.newPrimary();
    KekRotation rotation = pass(house);
    // A ring that has read nothing yet must unwrap while keys change places under it.
    house.node.unlock(house.root.copy());
    while (!rotation.done()) {
      rotation.step(house.node.ring(), 3);
      house.node.unlock(house.root.copy());
    }
    retireOld(house);

    KeyBytes next = KeyBytes.random(new SecureRandom());
    Root root = new Root.KeyFile("root-" + round);
    KeyRing.Rewrapped boxes = house.node.ring().rewrap(next, root.id());
    house.accept(
        new VaultCommand.ChangeRoot(
            house.node.ring().rootId(), root, boxes.keks(), boxes.fingerprintKey()));
    house.node.ring().changed(next, root.id());
    house.root = next.copy();
  }
}
