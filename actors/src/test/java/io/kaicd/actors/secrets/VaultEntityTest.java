package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.kaicd.actors.journal.Anchor;
import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.HeldJournal;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.SealedSnapshot;
import io.kaicd.actors.journal.SpaceGuard;
import io.kaicd.actors.journal.StreamCopy;
import io.kaicd.actors.journal.StreamGround;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.secret.Secret;
import io.kaicd.message.StreamProtocol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vault's stream and the store of wrapped keys beside it. */
@SuppressWarnings("NullAway.Init")
class VaultEntityTest {
  private static final Caller OWNER = new Caller("owner", Set.of(Caller.ADMIN));
  private static final Duration YOUNG = Duration.ofMinutes(10);

  @TempDir Path folder;
  private ActorTestKit kit;
  private PersistenceTestKit journal;
  private ActorRef<VaultProtocol.Command> entity;
  private TestProbe<VaultProtocol.Done> asker;
  private House house;

  @BeforeEach
  void start() {
    kit =
        ActorTestKit.create(
            ConfigFactory.parseMap(
                    Map.of(
                        "pekko.persistence.snapshot-store.plugin",
                        "kai.snapshots",
                        "kai.snapshots.dir",
                        folder.resolve("snapshots").toString()))
                .withFallback(PersistenceTestKitPlugin.config())
                .withFallback(ConfigFactory.load("quiet")));
    journal = PersistenceTestKit.create(kit.system());
    Watch watch = new Watch();
    house = House.open(new MemoryKeys(watch), watch);
    asker = kit.createTestProbe();
    entity = started();
    made(house.setUp);
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private ActorRef<VaultProtocol.Command> started() {
    return kit.spawn(
        VaultEntity.create(
            new StreamGround(
                new Anchor(folder.resolve("anchors"), "vault"),
                new SpaceGuard(folder, 0),
                house.watch,
                Duration.ofSeconds(20),
                failure -> {}),
            () -> house.keys,
            YOUNG));
  }

  private VaultProtocol.Done tell(VaultCommand command, @Nullable WrappedKey key) {
    entity.tell(new VaultProtocol.Change(command, key, OWNER, asker.ref()));
    return asker.receiveMessage(Duration.ofSeconds(20));
  }

  private void made(VaultCommand command) {
    assertThat(tell(command, null).refusal()).isNull();
  }

  private String put(String name) throws Unopenable {
    try (Secret value = Secret.taking("a value".toCharArray())) {
      var putting =
          house.maker.put(house.node.ring(), house.known(), name, value, House.ALLOW, null);
      assertThat(tell(putting.command(), putting.key()).refusal()).isNull();
      house.accept(putting.command());
      return putting.key().id();
    }
  }

  private String stray() {
    String id = house.maker.id();
    house.keys.put(new WrappedKey(id, house.known().primary(), new Box(new byte[60])));
    return id;
  }

  private List<VaultEvent> events() {
    return journal.persistedInStorage("vault").stream()
        .map(each -> (SealedRecord) each)
        .map(each -> VaultStream.STREAM.events().decode(each.manifest(), each.body()))
        .toList();
  }

  private void soon(BooleanSupplier holds) {
    asker.awaitAssert(
        Duration.ofSeconds(20),
        () -> {
          assertThat(holds.getAsBoolean()).isTrue();
          return holds;
        });
  }

  /** All that it was told before is done when it answers. */
  private void sweep() {
    entity.tell(new VaultProtocol.Sweep());
    fetched();
    fetched(); // what it came to is told behind the first
  }

  private void fetched() {
    TestProbe<VaultProtocol.Keys> keys = kit.createTestProbe();
    entity.tell(new VaultProtocol.FetchKeys(List.of(), keys.ref()));
    keys.receiveMessage(Duration.ofSeconds(20));
  }

  @Test
  void a_key_without_an_event_is_told_then_left_for_days_and_then_destroyed() throws Exception {
    String needed = put("openai");
    String stray = stray();
    sweep();
    assertThat(events()).hasSize(2); // it is young: its event may be under way

    house.watch.pass(YOUNG.plusMillis(1));
    sweep();

    assertThat(events().getLast())
        .isEqualTo(
            new VaultEvent.OrphansFound(
                new VaultEvent.By("host", house.watch.instant()),
                List.of(stray),
                house.watch.instant().plus(OrphanSweep.LEFT)));
    house.watch.pass(OrphanSweep.LEFT.minusMillis(1));
    sweep();
    assertThat(house.keys.get(stray)).isPresent();
    house.watch.pass(Duration.ofMillis(1));
    sweep();
    assertThat(house.keys.get(stray)).isEmpty();
    assertThat(events().getLast())
        .isEqualTo(
            new VaultEvent.OrphansSwept(
                new VaultEvent.By("host", house.watch.instant()), List.of(stray)));
    int told = events().size();
    sweep();
    assertThat(events()).hasSize(told);
    assertThat(house.keys.get(needed)).isPresent();
  }

  /** The journal refuses who is the singleton no more: then nothing is destroyed. */
  @Test
  void what_the_journal_does_not_take_destroys_nothing() {
    String stray = stray();
    house.watch.pass(YOUNG.plusMillis(1));
    journal.failNextPersisted("vault", new IllegalStateException("another writes here"));

    entity.tell(new VaultProtocol.Sweep());

    soon(() -> events().getLast() instanceof VaultEvent.OrphansFound); // of the next start
    assertThat(events()).hasSize(2);
    assertThat(house.keys.get(stray)).isPresent();
  }

  /** A sweep that waits behind a deletion sees it; the journal may still refuse it. */
  @Test
  void a_deletion_that_the_journal_does_not_take_costs_no_key_though_a_sweep_waits_with_it()
      throws Exception {
    String dek = put("openai");
    HeldJournal held = new HeldJournal();
    journal.withPolicy(held);
    held.failing = 2; // the one that is held, and the one with the deletion
    held.whileWriting(
        () -> entity.tell(change(new VaultCommand.NoteUnlocked("node"))),
        () -> {
          entity.tell(change(new VaultCommand.Delete("openai")));
          entity.tell(new VaultProtocol.Sweep());
        });

    for (int refused = 0; refused < 2; refused++) {
      assertThat(asker.receiveMessage(Duration.ofSeconds(20)).refusal()).isNotNull();
    }

    fetched();
    assertThat(house.keys.get(dek)).isPresent();
  }

  private VaultProtocol.Change change(VaultCommand command) {
    return new VaultProtocol.Change(command, null, OWNER, asker.ref());
  }

  @Test
  void the_key_of_a_deleted_secret_that_a_crash_left_goes_at_the_next_start() throws Exception {
    String dek = put("openai");
    WrappedKey key = house.keys.get(dek).orElseThrow();
    made(new VaultCommand.Delete("openai"));
    assertThat(house.keys.get(dek)).isEmpty();
    kit.stop(entity);
    house.keys.put(key); // as if it had ended between the event and the key

    entity = started();

    soon(() -> house.keys.get(dek).isEmpty());
    soon(
        () ->
            events().getLast() instanceof VaultEvent.OrphansSwept swept
                && swept.ids().equals(List.of(dek)));
  }

  /** It does not say where each version may go; the events do. */
  @Test
  void a_snapshot_of_an_older_build_is_passed_over() throws Exception {
    put("openai");
    kit.stop(entity);
    SealedRecord last = (SealedRecord) journal.persistedInStorage("vault").getLast();
    byte[] old =
        HexFormat.of()
            .parseHex(
                Files.readString(Path.of("src/test/resources/golden/snapshot/vault-1.hex"))
                    .replaceAll("\\s", ""));
    Files.createDirectories(folder.resolve("snapshots"));
    Files.write(
        folder.resolve("snapshots/vault-2.snapshot"),
        new SealedSnapshot("vault", new Head(last.seq(), last.hash()), "vault/1", old).toBytes());

    entity = started();

    StreamCopy<VaultState, VaultEvent> copy = new StreamCopy<>(VaultStream.STREAM);
    TestProbe<StreamProtocol.Feed> follower = kit.createTestProbe();
    copy.take(
        asker.awaitAssert(
            Duration.ofSeconds(20),
            () -> {
              entity.tell(
                  new VaultProtocol.Followed(
                      new StreamProtocol.Follow("test", StreamCopy.NOTHING, follower.ref())));
              return (StreamProtocol.Part) follower.receiveMessage(Duration.ofMillis(500));
            }));
    VaultState.Known state = (VaultState.Known) copy.state();
    assertThat(state.scope()).isEqualTo(house.known().scope());
    assertThat(state.secrets()).isEqualTo(house.known().secrets());
    made(new VaultCommand.NoteUnlocked("node")); // and there is one of this build from now on
    soon(() -> Files.exists(folder.resolve("snapshots/vault-3.snapshot")));
  }
}
