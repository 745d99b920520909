package io.kaicd.actors.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.call.Caller;
import io.kaicd.contract.key.KeyView;
import io.kaicd.contract.key.Keys;
import io.kaicd.message.KeyProtocol.Command;
import io.kaicd.message.KeyProtocol.Done;
import io.kaicd.message.KeyProtocol.Revoke;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node's keys, before an entity that makes every change and tells nobody of it. */
class ClusterKeysTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final ActorTestKit kit = ActorTestKit.create();
  private final ClusterKeys keys =
      new ClusterKeys(
          kit.system(),
          "one",
          kit.spawn(silent()),
          Duration.ofMillis(200),
          Duration.ofSeconds(5),
          Clock.fixed(NOW, ZoneOffset.UTC));

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private static Behavior<Command> silent() {
    return Behaviors.receive(Command.class)
        .onMessage(
            Revoke.class,
            revoke -> {
              revoke.replyTo().tell(new Done(2, null));
              return Behaviors.same();
            })
        .onAnyMessage(other -> Behaviors.same())
        .build();
  }

  private static KeyState holding(@Nullable Instant expires, @Nullable Instant revoked) {
    KeyView view = new KeyView("a", List.of("read"), "owner", NOW, expires, revoked);
    return new KeyState(1, new TreeMap<>(Map.of("a", new KeyState.Key(view, "00"))));
  }

  @Test
  void a_revocation_that_this_node_has_not_heard_of_is_not_told_as_one_that_is_in_force()
      throws Exception {
    keys.onState(holding(null, null));

    Keys.Result result =
        keys.revoke("a", new Caller("owner", Set.of(Caller.ADMIN)))
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);

    assertThat(result)
        .isInstanceOfSatisfying(
            Keys.Refused.class,
            refused ->
                assertThat(refused.rejection().message())
                    .contains("the change is made")
                    .contains("has not heard of it"));
  }

  @Test
  void a_key_may_until_it_is_revoked_or_has_expired_and_others_are_no_matter_of_keys() {
    AtomicInteger changes = new AtomicInteger();
    keys.onChange(changes::incrementAndGet);

    keys.onState(holding(NOW.plusSeconds(1), null));
    assertThat(keys.may("key:a")).isTrue();
    keys.onState(holding(NOW, null));
    assertThat(keys.may("key:a")).isFalse();
    keys.onState(holding(null, NOW));
    assertThat(keys.may("key:a")).isFalse();

    assertThat(changes).hasValue(3);
    assertThat(keys.may("key:elsewhere")).isTrue();
    assertThat(keys.may("owner")).isTrue();
    assertThat(keys.may("service:a")).isTrue();
  }

  @Test
  void a_listener_that_throws_keeps_no_other_from_hearing_of_a_revocation() {
    AtomicInteger heard = new AtomicInteger();
    keys.onChange(
        () -> {
          throw new IllegalStateException("a bug");
        });
    keys.onChange(heard::incrementAndGet);

    keys.onState(holding(null, NOW));

    assertThat(heard).hasValue(1);
    assertThat(keys.first()).isCompleted();
  }
}
