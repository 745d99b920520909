package io.kaicd.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import io.kaicd.actors.HostRoom;
import io.kaicd.actors.audit.AuditRoom;
import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.configuration.ConfigurationRoom;
import io.kaicd.actors.egress.EgressGate;
import io.kaicd.actors.host.PluginCatalog;
import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.SpaceGuard;
import io.kaicd.actors.journal.verify.JdbcRecords;
import io.kaicd.actors.journal.verify.JournalCopy;
import io.kaicd.actors.keys.KeyRoom;
import io.kaicd.actors.registry.RegistryRoom;
import io.kaicd.actors.secrets.VaultRoom;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.key.Keys;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.version.SemVer;
import io.kaicd.http.FrontDoor;
import io.kaicd.http.endpoint.House;
import io.kaicd.http.gate.SingleToken;
import io.kaicd.http.settings.HttpSettings;
import io.kaicd.node.tls.ServerIdentity;
import io.kaicd.spi.Plugin;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.persistence.jdbc.testkit.javadsl.SchemaUtils;
import org.jspecify.annotations.Nullable;

/** A running node. */
public final class Node implements AutoCloseable {
  private static final String SYSTEM = "kai";
  private static final String DISK = "disk";

  private final DataFolder folder;
  private final ActorSystem<Void> system;
  private final FrontDoor door;
  private final DoorAddress shown;
  private final RegistryRoom registry;
  private final JournalChoice journal;
  private final Duration stopTimeout;
  private final AtomicBoolean stopped = new AtomicBoolean();

  private Node(
      DataFolder folder,
      ActorSystem<Void> system,
      FrontDoor door,
      DoorAddress shown,
      RegistryRoom registry,
      JournalChoice journal) {
    this.folder = folder;
    this.system = system;
    this.door = door;
    this.shown = shown;
    this.registry = registry;
    this.journal = journal;
    this.stopTimeout = system.settings().config().getDuration("kai.node.stop-timeout");
  }

  /**
   * Starts a node and returns when it is ready.
   *
   * @throws StartRefused when it cannot start; nothing of it is left running then
   */
  public static Node start(NodeOptions options) throws StartRefused {
    NodeConfiguration.requireLoopbackOrTls(options);
    NodeConfiguration.requireLoopbackCluster(options);
    DataFolder folder = DataFolder.open(options.data());
    ActorSystem<Void> system = null;
    try {
      JournalChoice journal =
          JournalChoice.of(
              options.journal(),
              folder.path(),
              folder.nodeId(),
              NodeConfiguration.decides(options),
              !options.join().isEmpty());
      if (journal instanceof JournalChoice.LevelDb) {
        Optional<Rejection> noSpace = new SpaceGuard(folder.path(), 0).refusal();
        if (noSpace.isPresent()) { // to open it is to write
          throw new StartRefused(noSpace.get().message(), noSpace.get().remedy());
        }
        lookAt(folder.path());
      }
      Set<String> traits = new TreeSet<>(options.traits());
      traits.add(DISK); // every node has a data folder
      NodeIdentity identity = new NodeIdentity(folder.nodeId(), options.role(), traits);
      DoorAddress shown = DoorAddress.of(options, folder.path(), folder.nodeId());
      Config config = NodeConfiguration.of(options, identity, journal);
      system = system(config, options);
      return new Assembly(
              options, folder, journal, identity, shown, system, new AtomicReference<>())
          .start();
    } catch (BrokenJournal e) {
      folder.close();
      throw broken(e);
    } catch (StartRefused | RuntimeException | Error e) { // a broken plugin jar is an Error
      if (system != null) {
        system.terminate();
        awaitQuietly(system.getWhenTerminated(), Duration.ofSeconds(10));
      }
      folder.close();
      throw e;
    }
  }

  private static void lookAt(Path data) throws StartRefused {
    try {
      JournalCopy.checkBeforeStart(data);
    } catch (IOException e) {
      throw new StartRefused(
          "the journal cannot be looked at before it is opened: " + e.getMessage(),
          "Free space on its disk, and make it readable");
    }
  }

  private static ActorSystem<Void> system(Config config, NodeOptions options) throws StartRefused {
    try {
      return ActorSystem.create(Behaviors.empty(), SYSTEM, config);
    } catch (RuntimeException e) {
      for (Throwable at = e; at != null; at = at.getCause()) {
        if (at instanceof BindException) {
          throw new StartRefused(
              "the cluster address %s:%d is in use"
                  .formatted(options.clusterHost(), options.clusterPort()),
              "Stop what uses it, or choose another with --cluster HOST:PORT");
        }
      }
      throw e;
    }
  }

  /** One start, step by step. */
  private record Assembly(
      NodeOptions options,
      DataFolder folder,
      JournalChoice journal,
      NodeIdentity identity,
      DoorAddress shown,
      ActorSystem<Void> system,
      AtomicReference<@Nullable Keys> keys) {

    Node start() throws StartRefused {
      Duration timeout = system.settings().config().getDuration("kai.node.start-timeout");
      FrontDoor door = bind(timeout);
      if (journal instanceof JournalChoice.Jdbc jdbc) {
        await(
            SchemaUtils.createIfNotExists(system),
            timeout,
            "the journal's tables cannot be made at " + journal.label(),
            "Check the database's address, KAI_JOURNAL_USER and KAI_JOURNAL_PASSWORD");
        lookAt(jdbc);
      }
      join();
      PluginCatalog plugins = PluginCatalog.load();
      ContractCatalog catalog = ContractCatalog.bundled().with(plugins.contracts());
      RegistryRoom registry =
          RegistryRoom.start(system, catalog, versions(plugins), identity, folder.path());
      KeyRoom keyRoom = KeyRoom.start(system, identity, folder.path());
      keys.set(keyRoom.keys());
      AuditRoom auditRoom = AuditRoom.start(system, identity, folder.path());
      ConfigurationRoom configuration =
          ConfigurationRoom.start(
              system,
              registry.registry(),
              registry.schemas(),
              identity,
              System.getenv(),
              folder.path());
      VaultRoom vault =
          VaultRoom.start(
              system,
              identity,
              folder.path(),
              VaultStores.of(journal, system),
              auditRoom.lastUses(),
              System::getenv);
      EgressGate gate =
          EgressGate.start(system, System::getenv, vault.open()::apply, auditRoom.audit());
      configuration.configured().subscribe(view -> gate.keepOnly(view.services().keySet()));
      HostRoom host =
          HostRoom.start(
              system,
              configuration.configured(),
              catalog,
              plugins,
              gate::open,
              folder.path(),
              identity);
      host.follow(keyRoom.inForce());
      await(
          registry.ready(),
          timeout,
          "the registry did not come up within " + timeout,
          "See " + folder.path().resolve("kai.log"));
      await(
          configuration.ready(),
          timeout,
          "the configuration did not come up within " + timeout,
          "See " + folder.path().resolve("kai.log"));
      await(
          keyRoom.ready(),
          timeout,
          "the keys did not come up within " + timeout,
          "See " + folder.path().resolve("kai.log"));
      await(
          vault.ready(),
          timeout,
          "the vault did not come up within " + timeout,
          "See " + folder.path().resolve("kai.log"));
      await(
          auditRoom.ready(),
          timeout,
          "the audit did not come up within " + timeout,
          "See " + folder.path().resolve("kai.log"));
      if (NodeConfiguration.decides(options)) {
        await(
            new FirstServices(registry.registry(), plugins.definitions()).install(),
            timeout,
            "the first services could not be written",
            "See " + folder.path().resolve("kai.log"));
      }
      await(
          host.ready(),
          timeout,
          "sharding did not come up within " + timeout,
          "See " + folder.path().resolve("kai.log"));
      Checkpoints checkpoints = new Checkpoints(folder.path(), identity.id());
      door.open(
          new House(
              host.calls(),
              host.callLog(),
              registry.registry(),
              configuration.configuration(),
              keyRoom.keys(),
              vault.vault(),
              vault.secrets(),
              auditRoom.audit(),
              auditRoom.trail(),
              new NodeHistory(system, folder.path(), checkpoints, journal),
              gate,
              catalog,
              () -> true));
      if (!(journal instanceof JournalChoice.None)) {
        Checkpoints.every(
            system.settings().config().getDuration("kai.journal.checkpoint-every"),
            system,
            checkpoints);
      }
      return new Node(folder, system, door, shown, registry, journal);
    }

    private void lookAt(JournalChoice.Jdbc jdbc) throws StartRefused {
      Config database = system.settings().config().getConfig("kai.jdbc.slick.db");
      try {
        JdbcRecords.checkBeforeStart(
            jdbc.url(), database.getString("user"), database.getString("password"));
      } catch (BrokenJournal e) {
        throw broken(e);
      } catch (SQLException e) {
        throw new StartRefused(
            "the database " + jdbc.label() + " cannot be read",
            "Check its address, KAI_JOURNAL_USER and KAI_JOURNAL_PASSWORD");
      }
    }

    private FrontDoor bind(Duration timeout) throws StartRefused {
      SingleToken owner =
          new SingleToken("owner", folder.token(), new Caller("owner", Set.of(Caller.ADMIN)));
      FrontDoor door =
          await(
              FrontDoor.start(
                  system,
                  HttpSettings.of(system.settings().config()),
                  shown.transport(),
                  options.httpHost(),
                  options.httpPort(),
                  new NodeKeys(owner, keys)),
              timeout,
              "the HTTP address %s:%d is in use".formatted(options.httpHost(), options.httpPort()),
              "Stop what uses it, or choose another with --http HOST:PORT");
      ObjectNode note = Json.shared().createObjectNode();
      note.put("address", shown.url(door.address()));
      note.put("node", identity.id());
      note.put("pid", ProcessHandle.current().pid());
      note.put("journal", journal.label());
      note.put("cluster", clusterAddress());
      shown.note(note);
      folder.announce(Json.text(note) + "\n");
      return door;
    }

    private String clusterAddress() {
      Address address = Cluster.get(system).selfMember().address();
      return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
    }

    private void join() throws StartRefused {
      Cluster cluster = Cluster.get(system);
      List<Address> seeds = new ArrayList<>();
      for (String seed : options.join()) {
        try {
          seeds.add(AddressFromURIString.parse("pekko://" + SYSTEM + "@" + seed));
        } catch (RuntimeException e) {
          throw new StartRefused(
              "'" + seed + "' is not HOST:PORT",
              "Give the cluster address that the other node printed");
        }
      }
      if (seeds.isEmpty()) {
        seeds.add(cluster.selfMember().address());
      }
      cluster.manager().tell(new JoinSeedNodes(seeds));
    }

    private static Map<String, SemVer> versions(PluginCatalog plugins) {
      Map<String, SemVer> versions = new TreeMap<>();
      for (Plugin plugin : plugins.all()) {
        versions.put(plugin.id(), plugin.version());
      }
      return versions;
    }
  }

  private static <T> T await(
      CompletionStage<T> stage, Duration timeout, String message, String remedy)
      throws StartRefused {
    try {
      return stage.toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new StartRefused(message, remedy);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartRefused("stopped while starting", "Start it again");
    } catch (ExecutionException | CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof BrokenJournal broken) {
        throw broken(broken);
      }
      org.slf4j.LoggerFactory.getLogger(Node.class).error(message, cause);
      throw new StartRefused(message, remedy);
    }
  }

  private static StartRefused broken(BrokenJournal broken) {
    return new StartRefused(
        String.valueOf(broken.getMessage()),
        "No record was changed. Keep this folder as it is, look at it with kai journal verify, and"
            + " start on another that kai journal restore made from a backup");
  }

  private static void awaitQuietly(CompletionStage<?> stage, Duration timeout) {
    try {
      stage.toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // the process ends, or the caller sees that it goes on
    }
  }

  /** {@code http://HOST:PORT} or {@code https://HOST:PORT}, to be called from this machine. */
  public String address() {
    return shown.url(door.address());
  }

  /** Whom it shows itself as to those that call it; empty without TLS. */
  public Optional<ServerIdentity> identity() {
    return shown.identity();
  }

  /** {@code HOST:PORT} for others to join. */
  public String clusterAddress() {
    Address address = Cluster.get(system).selfMember().address();
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }

  public String id() {
    return folder.nodeId();
  }

  public Path data() {
    return folder.path();
  }

  public Path tokenFile() {
    return folder.tokenFile();
  }

  public String journal() {
    return journal.label();
  }

  /** What it knows of the cluster's services. */
  public RegistryView view() {
    return registry.registry().view();
  }

  /** Completes when it has stopped, by itself or because it was told to. */
  public CompletionStage<?> whenStopped() {
    return system.getWhenTerminated();
  }

  /**
   * Takes no more calls, lets those in flight end, leaves the cluster, and lets go of its folder.
   */
  @Override
  public void close() {
    if (!stopped.compareAndSet(false, true)) {
      awaitQuietly(system.getWhenTerminated(), stopTimeout);
      return;
    }
    awaitQuietly(door.stop(), stopTimeout);
    awaitQuietly(
        CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason()), stopTimeout);
    folder.close();
  }
}
