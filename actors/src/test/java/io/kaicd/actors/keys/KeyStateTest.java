package io.kaicd.actors.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.journal.Golden;
import io.kaicd.actors.keys.KeyEvent.By;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.message.KeyProtocol.Make;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class KeyStateTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final By BY = new By("owner", NOW);

  private static Make make(String id, List<String> scopes, @Nullable Instant expires) {
    return new Make(
        id,
        "00ff",
        scopes,
        expires,
        KeyMessages.OWNER,
        TestInbox.<io.kaicd.message.KeyProtocol.Done>create().getRef());
  }

  private static KeyState with(String id) {
    return KeyState.EMPTY.apply(KeyState.made(make(id, List.of("read"), null), BY));
  }

  static Stream<KeyEvent> events() {
    return Stream.of(
        new KeyEvent.KeyMade(BY, "app", "00ff", List.of("call:llm_chat", "read"), null),
        new KeyEvent.KeyMade(BY, "app", "00ff", List.of("admin"), NOW),
        new KeyEvent.KeyRevoked(BY, "app"));
  }

  @ParameterizedTest
  @MethodSource("events")
  void each_event_is_written_and_read_as_recorded(KeyEvent event) {
    String manifest = KeyStream.STREAM.events().manifest(event);
    boolean expires = event instanceof KeyEvent.KeyMade made && made.expires() != null;

    byte[] golden =
        Golden.check(
            "keys/" + manifest.replace('/', '-') + (expires ? "-expiring" : ""),
            KeyStream.STREAM.events().encode(event));

    assertThat(KeyStream.STREAM.events().decode(manifest, golden)).isEqualTo(event);
  }

  @Test
  void every_event_has_a_golden_file() {
    assertThat(events().<Class<?>>map(Object::getClass).distinct())
        .containsExactlyInAnyOrder(KeyEvent.class.getPermittedSubclasses());
  }

  @Test
  void a_state_keeps_its_bytes() {
    KeyState state = with("app").apply(new KeyEvent.KeyRevoked(BY, "app"));
    var states = KeyStream.STREAM.states();

    byte[] golden =
        Golden.check("snapshot/" + states.manifest().replace('/', '-'), states.encode(state));

    assertThat(states.decode(states.manifest(), golden)).isEqualTo(state);
  }

  @ParameterizedTest
  @CsvSource({
    "App,read,KEY_INVALID",
    "a_b,read,KEY_INVALID",
    "../x,read,KEY_INVALID",
    "ok,root,KEY_INVALID",
    "ok,call:,KEY_INVALID",
    "ok,call:a b,KEY_INVALID",
    "app,read,KEY_CONFLICT",
  })
  void what_is_no_key_is_refused(String id, String scope, ErrorCode code) {
    Optional<Rejection> refusal = with("app").refusal(make(id, List.of(scope), null), NOW);

    assertThat(refusal.orElseThrow().code()).isEqualTo(code);
  }

  @Test
  void a_key_without_scopes_or_already_expired_is_refused() {
    assertThat(KeyState.EMPTY.refusal(make("app", List.of(), null), NOW)).isPresent();
    assertThat(KeyState.EMPTY.refusal(make("app", List.of("read"), NOW), NOW)).isPresent();
    assertThat(KeyState.EMPTY.refusal(make("app", List.of("read"), NOW.plusSeconds(1)), NOW))
        .isEmpty();
  }

  @Test
  void a_revoked_key_stays_known_and_its_name_is_not_used_again() {
    KeyState state = with("app").apply(new KeyEvent.KeyRevoked(BY, "app"));

    assertThat(Objects.requireNonNull(state.key("app")).view().inForce(NOW)).isFalse();
    assertThat(state.refusal(make("app", List.of("read"), null), NOW).orElseThrow().code())
        .isEqualTo(ErrorCode.KEY_CONFLICT);
  }
}
