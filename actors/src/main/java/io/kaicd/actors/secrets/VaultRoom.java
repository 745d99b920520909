package io.kaicd.actors.secrets;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.journal.StreamPlace;
import io.kaicd.actors.registry.RegistrySettings;
import io.kaicd.contract.audit.LastUses;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.secret.Secret;
import io.kaicd.contract.secret.Secrets;
import io.kaicd.contract.secret.Vault;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * The vault of a node, put together. The entity runs where the registry's does.
 *
 * @param open a secret for one request, by its name and where the request goes; throws what {@link
 *     SecretUse#open} does
 * @param ready completes when the vault is known here, and open if its root is at hand; fails with
 *     {@link io.kaicd.actors.journal.BrokenJournal} when this node's journal does not hold
 */
public record VaultRoom(
    Vault vault,
    Secrets secrets,
    BiFunction<String, URI, Secret> open,
    CompletionStage<Boolean> ready) {
  static final Caller HOST = new Caller("host", Set.of(Caller.ADMIN));
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration SWEEP = Duration.ofHours(1);
  private static final Duration YOUNG = Duration.ofMinutes(10);

  /**
   * Where a node keeps wrapped keys.
   *
   * @param decides whether this node may run the entity, and so has a store
   * @param database the cluster's, nothing where the store is in the data folder
   */
  public record Store(boolean decides, @Nullable DataSource database) {}

  /**
   * @param dataFolder of the anchor, the key file, and the store if it is no database
   * @param environment a variable's value, null when it is not set
   */
  public static VaultRoom start(
      ActorSystem<?> system,
      NodeIdentity node,
      Path dataFolder,
      Store store,
      LastUses uses,
      Function<String, @Nullable String> environment) {
    StreamPlace place = StreamPlace.of(system, dataFolder);
    Clock clock = place.clock();
    SecureRandom random = new SecureRandom();
    KeyMaker maker = new KeyMaker(random);
    NodeVault local = new NodeVault(maker.gcm(), clock);
    RegistrySettings settings = RegistrySettings.of(system.settings().config());
    CompletableFuture<Boolean> ready = new CompletableFuture<>();
    CompletableFuture<Boolean> known = new CompletableFuture<>();
    Path folder = dataFolder.resolve("vault");
    WrappedKeys kept = kept(store, folder);
    ActorRef<VaultProtocol.Command> proxy =
        place.start(
            VaultStream.STREAM,
            VaultEntity.create(
                place.ground(VaultStream.STREAM, ready::completeExceptionally),
                () -> Objects.requireNonNull(kept, "a store"),
                YOUNG));
    VaultLink link =
        new VaultLink(
            system,
            node.id(),
            proxy,
            settings.writeTimeout(),
            settings.followEvery(),
            state -> {
              local.follow(state);
              known.complete(true);
            });
    WrappedKeys keys = kept == null ? new EntityKeys(link) : kept;
    SecretUse use = new SecretUse(local, keys, clock, PATIENCE);
    VaultThreads threads = new VaultThreads();
    RootSources sources = new RootSources(folder.resolve("key"), environment);
    ClusterVault vault =
        new ClusterVault(
            node.id(),
            local,
            link,
            new RootKeys(maker, sources, random, threads),
            maker,
            new RingRotation(local, link, maker, keys),
            threads);
    Transfer transfer = new Transfer(local, link, use, clock, random, threads);
    ClusterSecrets secrets =
        new ClusterSecrets(
            local, link, maker, new SecretViews(local, use, uses, clock), transfer, threads);
    UnattendedUnlock unattended = new UnattendedUnlock(local, vault, System::nanoTime);
    var _ = known.thenCompose(seen -> unattended.tick()).thenAccept(ready::complete);
    Runnable tick =
        () -> {
          var _ = vault.tick();
          if (ready.isDone()) { // the first try is the start's own
            var _ = unattended.tick();
          }
        };
    watch(system, local, tick, link, threads);
    return new VaultRoom(vault, secrets, use::open, ready);
  }

  private static @Nullable WrappedKeys kept(Store store, Path folder) {
    if (store.database() != null) {
      return new JdbcWrappedKeys(store.database(), Clock.systemUTC());
    }
    return store.decides() ? new FileWrappedKeys(folder.resolve("keys")) : null;
  }

  private static void watch(
      ActorSystem<?> system, NodeVault local, Runnable tick, VaultLink link, VaultThreads threads) {
    var ticking =
        system.scheduler().scheduleWithFixedDelay(TICK, TICK, tick, system.executionContext());
    var sweeping =
        system
            .scheduler()
            .scheduleWithFixedDelay(SWEEP, SWEEP, link::sweep, system.executionContext());
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            "kai-vault",
            () -> {
              ticking.cancel();
              sweeping.cancel();
              local.lock();
              threads.close();
              return CompletableFuture.completedFuture(Done.getInstance());
            });
  }
}
