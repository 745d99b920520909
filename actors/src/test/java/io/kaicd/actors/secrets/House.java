package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.secrets.VaultEvent.By;
import io.kaicd.actors.secrets.VaultState.Known;
import io.kaicd.contract.secret.Destination;
import io.kaicd.contract.secret.Secret;
import io.kaicd.contract.secret.SecretView;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A vault on one node, its stream in memory: what an entity does around the pure parts. */
final class House {
  static final URI THERE = URI.create("https://api.example.com/v1/chat");
  static final List<Destination> ALLOW = List.of(new Destination("api.example.com", "/v1"));

  final Watch watch;
  final KeyMaker maker = new KeyMaker(new SecureRandom());
  final WrappedKeys keys;
  final NodeVault node;
  final SecretUse use;
  final SecretViews views;
  KeyBytes root = KeyBytes.random(new SecureRandom());

  final Map<String, Instant> sent = new HashMap<>();
  final List<VaultEvent> events = new ArrayList<>();
  final AtomicLong nanos = new AtomicLong();
  final VaultCommand.SetUp setUp;

  House(WrappedKeys keys) {
    this(keys, new Watch());
  }

  House(WrappedKeys keys, Watch watch) {
    this.keys = keys;
    this.watch = watch;
    this.node = new NodeVault(maker.gcm(), watch, nanos::get);
    this.setUp = maker.setUp(new Root.KeyFile(maker.id()), root);
    this.use = new SecretUse(node, keys, watch, Duration.ofMillis(20));
    this.views = new SecretViews(node, use, name -> Optional.ofNullable(sent.get(name)), watch);
  }

  /** Set up and unlocked. */
  static House open(WrappedKeys keys) {
    return open(keys, new Watch());
  }

  static House open(WrappedKeys keys, Watch watch) {
    House house = new House(keys, watch);
    house.accept(house.setUp);
    house.node.unlock(house.root.copy());
    return house;
  }

  VaultDecision decide(VaultCommand command) {
    return VaultDecider.decide(node.vault(), command, new By("owner", watch.instant()));
  }

  void accept(VaultCommand command) {
    VaultDecision decision = decide(command);
    assertThat(decision).isInstanceOf(VaultDecision.Accept.class);
    VaultEvent event = ((VaultDecision.Accept) decision).event();
    events.add(event);
    node.follow(node.vault().apply(event));
  }

  Known known() {
    return (Known) node.vault();
  }

  /** Key first, event second. */
  StoredSecret put(String name, String value, @Nullable Instant expires) {
    return put(name, value, ALLOW, expires);
  }

  StoredSecret put(String name, String value, List<Destination> allow, @Nullable Instant expires) {
    try (Secret secret = Secret.taking(value.toCharArray())) {
      var putting = maker.put(node.ring(), known(), name, secret, allow, expires);
      keys.put(putting.key());
      accept(putting.command());
      return secret(name);
    } catch (Unopenable e) {
      throw new AssertionError(e);
    }
  }

  SecretView view(String name) {
    return views.of(List.of(name)).getFirst();
  }

  StoredSecret secret(String name) {
    return Objects.requireNonNull(known().secrets().get(name));
  }

  String dek(String name) {
    return Objects.requireNonNull(secret(name).versions().get(secret(name).version()))
        .value()
        .dek();
  }

  String read(String name) {
    try (Secret secret = use.open(name, THERE)) {
      return secret.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
  }

  /** To another root; what a node does around the pure parts. */
  void newRoot() {
    KeyBytes next = KeyBytes.random(new SecureRandom());
    Root to = new Root.KeyFile(maker.id());
    KeyRing.Rewrapped boxes = node.ring().rewrap(next, to.id());
    accept(
        new VaultCommand.ChangeRoot(
            node.ring().rootId(), to, boxes.keks(), boxes.fingerprintKey()));
    root = next.copy();
    node.changed(next, to.id());
  }

  /** To a new primary key; returns the old one's id. */
  String newPrimary() {
    String was = known().primary();
    VaultCommand.AddKek added = maker.newKek(node.ring());
    accept(added);
    accept(new VaultCommand.MakePrimary(added.id()));
    return was;
  }

  /** A key of the ring opens by no root any more; the vault was opened anew since. */
  void lose(String kek) {
    Known was = known();
    SortedMap<String, Box> broken = new TreeMap<>(was.keks());
    broken.put(kek, new Box(new byte[60]));
    node.lock();
    node.follow(
        new Known(
            was.revision(),
            was.scope(),
            was.root(),
            broken,
            was.primary(),
            was.fingerprintKey(),
            was.autoLock(),
            was.secrets(),
            was.ending(),
            was.rotation()));
    node.unlock(root.copy());
  }
}
