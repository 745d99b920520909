package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.actors.journal.CborEvents;
import io.kaicd.actors.journal.Golden;
import io.kaicd.actors.secrets.VaultEvent.By;
import io.kaicd.contract.secret.AutoLock;
import io.kaicd.contract.secret.Destination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VaultStateTest {
  private static final By BY = new By("owner", Instant.parse("2026-01-02T03:04:05.678Z"));
  private static final Box BOX = new Box(new byte[] {1, 2, 3});
  private static final SortedMap<String, Box> KEKS = new TreeMap<>(Map.of("k1", BOX));
  private static final Root ROOT = new Root.Passphrase("r1", new Argon2(65_536, 3, 4, BOX));
  private static final SealedValue VALUE = new SealedValue("d1", BOX, "00ff00ff00ff00ff");
  private static final List<Destination> ALLOW = List.of(new Destination("a.test", "/v1"));

  static final VaultEvent SET_UP = new VaultEvent.VaultSetUp(BY, "ab", ROOT, KEKS, "k1", BOX);
  static final VaultEvent PUT =
      new VaultEvent.SecretPut(BY, "openai", 1, VALUE, ALLOW, BY.at(), List.of());

  static Stream<VaultEvent> events() {
    return Stream.of(
        SET_UP,
        new VaultEvent.VaultUnlocked(BY, "laptop"),
        new VaultEvent.VaultLocked(BY, "laptop", "asked"),
        new VaultEvent.RootChanged(BY, new Root.KeyFile("r2"), KEKS, BOX),
        new VaultEvent.AutoLockSet(BY, AutoLock.AFTER_15),
        new VaultEvent.KekAdded(BY, "k2", BOX),
        new VaultEvent.KekMadePrimary(BY, "k1"),
        new VaultEvent.KekRetired(BY, "k2"),
        PUT,
        new VaultEvent.SecretRolledBack(BY, "openai", 1),
        new VaultEvent.SecretExpirySet(BY, "openai", null),
        new VaultEvent.SecretDeleted(BY, "openai"),
        new VaultEvent.SecretsExported(BY, 3),
        new VaultEvent.OrphansFound(BY, List.of("d7", "d8"), BY.at().plusSeconds(60)),
        new VaultEvent.OrphansSwept(BY, List.of("d1", "d7")));
  }

  private static VaultState after(VaultEvent... events) {
    VaultState state = VaultState.EMPTY;
    for (VaultEvent event : events) {
      state = state.apply(event);
    }
    return state;
  }

  @ParameterizedTest
  @MethodSource("events")
  void each_event_is_written_and_read_as_recorded(VaultEvent event) {
    String manifest = VaultStream.STREAM.events().manifest(event);

    byte[] golden =
        Golden.check(
            "vault/" + manifest.replace('/', '-'), VaultStream.STREAM.events().encode(event));

    assertThat(VaultStream.STREAM.events().decode(manifest, golden)).isEqualTo(event);
  }

  @Test
  void every_event_has_a_golden_file() {
    assertThat(events().map(Object::getClass))
        .containsExactlyInAnyOrder(VaultEvent.class.getPermittedSubclasses());
  }

  @Test
  void a_state_keeps_its_bytes() {
    var states = VaultStream.STREAM.states();
    VaultState state = after(SET_UP, PUT);

    byte[] golden =
        Golden.check("snapshot/" + states.manifest().replace('/', '-'), states.encode(state));

    assertThat(states.decode(states.manifest(), golden)).isEqualTo(state);
    assertThat(states.decode(states.manifest(), states.encode(VaultState.EMPTY)))
        .isEqualTo(VaultState.EMPTY);
  }

  @Test
  void a_state_of_an_older_build_lets_no_version_go_where_it_may_not_have_been_put_for()
      throws Exception {
    byte[] old = HexFormat.of().parseHex(recorded("snapshot/vault-1"));

    VaultState.Known read = (VaultState.Known) VaultStream.STREAM.states().decode("vault/1", old);

    assertThat(read).isEqualTo(after(SET_UP, PUT)); // one version: what it was put for is known
    ObjectNode two = (ObjectNode) CborEvents.CBOR.readTree(old);
    ObjectNode versions = (ObjectNode) two.at("/secrets/openai/versions");
    versions.set("2", versions.get("1"));
    read =
        (VaultState.Known)
            VaultStream.STREAM.states().decode("vault/1", CborEvents.CBOR.writeValueAsBytes(two));
    StoredSecret secret = Objects.requireNonNull(read.secrets().get("openai"));
    assertThat(secret.allow()).isEmpty(); // rolled back to 1: it had what 2 was put with
    assertThat(secret.at(2).allow()).isEqualTo(ALLOW);
    assertThat(secret.expires()).isEqualTo(BY.at());
  }

  @Test
  void a_data_key_that_nothing_needs_ends_and_is_forgotten_when_it_is_swept() {
    VaultEvent again =
        new VaultEvent.SecretPut(
            BY, "openai", 2, new SealedValue("d2", BOX, ""), ALLOW, null, List.of(1));
    VaultEvent deleted = new VaultEvent.SecretDeleted(BY, "openai");

    assertThat(ending(SET_UP, PUT)).isEmpty();
    assertThat(ending(SET_UP, PUT, again)).containsOnly(Map.entry("d1", BY.at()));
    assertThat(ending(SET_UP, PUT, again, deleted)).containsOnlyKeys("d1", "d2");
    VaultEvent found = new VaultEvent.OrphansFound(BY, List.of("d9"), BY.at().plusSeconds(60));
    VaultEvent swept = new VaultEvent.OrphansSwept(BY, List.of("d1", "d2"));
    assertThat(ending(SET_UP, PUT, again, deleted, found, swept))
        .containsOnly(Map.entry("d9", BY.at().plusSeconds(60)));
  }

  @Test
  void a_rotation_is_open_until_the_primary_key_is_the_only_one() {
    VaultEvent added = new VaultEvent.KekAdded(BY, "k2", BOX);
    VaultEvent primary = new VaultEvent.KekMadePrimary(BY, "k2");
    VaultEvent retired = new VaultEvent.KekRetired(BY, "k1");
    VaultState.Rotation open = new VaultState.Rotation("k2", BY);

    assertThat(rotation(SET_UP)).isNull();
    assertThat(rotation(SET_UP, added)).isEqualTo(open);
    assertThat(rotation(SET_UP, added, primary, new VaultEvent.KekAdded(BY, "k3", BOX), retired))
        .isEqualTo(new VaultState.Rotation("k3", BY)); // an older build let two be open
    assertThat(rotation(SET_UP, added, primary, retired)).isNull();
    assertThat(rotation(SET_UP, added, new VaultEvent.KekRetired(BY, "k2"))).isNull();
  }

  private static VaultState.@Nullable Rotation rotation(VaultEvent... events) {
    return ((VaultState.Known) after(events)).rotation();
  }

  private static SortedMap<String, Instant> ending(VaultEvent... events) {
    return ((VaultState.Known) after(events)).ending();
  }

  private static String recorded(String name) throws IOException {
    return Files.readString(Path.of("src/test/resources/golden/" + name + ".hex"))
        .replaceAll("\\s", "");
  }

  @Test
  void each_event_is_one_revision_and_a_log_that_makes_no_sense_stops() {
    assertThat(after(events().toArray(VaultEvent[]::new)).revision()).isEqualTo(15);
    assertThatThrownBy(() -> after(PUT)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> after(SET_UP, SET_UP)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> after(SET_UP, new VaultEvent.SecretRolledBack(BY, "no", 1)))
        .isInstanceOf(IllegalStateException.class);
  }
}
