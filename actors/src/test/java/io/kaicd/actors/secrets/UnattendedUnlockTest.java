package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.secret.Vault;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class UnattendedUnlockTest {
  private final House house = House.open(new MemoryKeys(Clock.systemUTC()));
  private final House fresh = new House(house.keys, house.watch);
  private final UnattendedUnlock unattended =
      new UnattendedUnlock(fresh.node, vault(), house.nanos::get);
  private int tries;
  private boolean atHand;

  /** Whose root is at hand, or is not; nothing else is asked of it. */
  private Vault vault() {
    return (Vault)
        Proxy.newProxyInstance(
            Vault.class.getClassLoader(),
            new Class<?>[] {Vault.class},
            (proxy, method, given) -> {
              assertThat(method.getName()).isEqualTo("unlock");
              tries++;
              if (!atHand) {
                return CompletableFuture.completedFuture(
                    new Vault.Refused(ErrorCode.VAULT_ROOT_UNAVAILABLE.reject("not there")));
              }
              fresh.node.unlock(house.root.copy());
              return CompletableFuture.completedFuture(new Vault.Done(fresh.node.status()));
            });
  }

  private void pass(Duration time) {
    house.nanos.addAndGet(time.toNanos());
    unattended.tick();
  }

  @Test
  void it_is_tried_again_with_longer_and_longer_pauses_until_it_opens() {
    fresh.node.follow(house.known());

    unattended.tick();
    unattended.tick();
    assertThat(tries).isEqualTo(1);
    pass(Duration.ofMillis(999));
    assertThat(tries).isEqualTo(1);
    pass(Duration.ofMillis(1));
    assertThat(tries).isEqualTo(2);
    pass(Duration.ofSeconds(1));
    assertThat(tries).isEqualTo(2);
    for (int i = 0; i < 20; i++) {
      pass(UnattendedUnlock.MOST);
    }
    assertThat(tries).isEqualTo(22);

    atHand = true;
    pass(UnattendedUnlock.MOST);
    assertThat(fresh.node.ring().rootId()).isEqualTo(house.node.ring().rootId());
    pass(UnattendedUnlock.MOST);
    assertThat(tries).isEqualTo(23);
  }

  @Test
  void a_clock_that_is_set_back_does_not_make_it_wait() {
    fresh.node.follow(house.known());
    unattended.tick();
    house.watch.pass(Duration.ofHours(-1));

    pass(Duration.ofSeconds(1));

    assertThat(tries).isEqualTo(2);
  }

  @Test
  void what_somebody_has_locked_stays_so() {
    atHand = true;
    fresh.node.follow(house.known());
    unattended.tick();
    fresh.node.lock();

    pass(UnattendedUnlock.MOST);

    assertThat(tries).isEqualTo(1);
  }
}
