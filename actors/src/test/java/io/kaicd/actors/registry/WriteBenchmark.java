package io.kaicd.actors.registry;

import static io.kaicd.actors.registry.Samples.definition;
import static io.kaicd.actors.registry.Samples.install;
import static io.kaicd.actors.registry.Samples.put;
import static io.kaicd.actors.registry.Samples.service;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kaicd.actors.journal.Anchor;
import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.SpaceGuard;
import io.kaicd.actors.journal.StreamGround;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.message.RegistryProtocol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/**
 * Writes of a sealed stream beside raw writes of as many bytes into the same journal, fsync on. The
 * two take turns of some writes each, so that what the machine does besides hits both: {@code
 * WriteBenchmark DIR [WRITERS] [TURNS] [WRITES]}.
 */
public final class WriteBenchmark {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private WriteBenchmark() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    int writers = args.length > 1 ? Integer.parseInt(args[1]) : 1;
    int turns = args.length > 2 ? Integer.parseInt(args[2]) : 100;
    int writes = args.length > 3 ? Integer.parseInt(args[3]) : 200;
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.empty(), "writes", config(folder.resolve("journal")));
    ActorRef<RegistryProtocol.Command> sealed =
        system.systemActorOf(
            RegistryEntity.create(
                Samples.decider(),
                new StreamGround(
                    new Anchor(folder.resolve("anchors"), "registry"),
                    new SpaceGuard(folder, 1),
                    Clock.systemUTC(),
                    Duration.ofSeconds(20),
                    broken -> system.log().error("broken", broken))),
            "sealed",
            Props.empty());
    ActorRef<Raw.Put> raw =
        system.systemActorOf(Behaviors.setup(context -> new Raw()), "raw", Props.empty());
    sealed(system, sealed, install(definition("1.0.0")));
    sealed(system, sealed, put("gpu", service("chat")));
    double[] ratios = new double[turns];
    double[] rawRates = new double[turns];
    double[] sealedRates = new double[turns];
    for (int turn = -turns / 4 - 1; turn < turns; turn++) { // the first quarter warms up
      double a = perSecond(writers, writes, i -> raw(system, raw, i));
      double b = perSecond(writers, writes, i -> sealed(system, sealed, toggle(i)));
      if (turn >= 0) {
        ratios[turn] = b / a;
        rawRates[turn] = a;
        sealedRates[turn] = b;
      }
    }
    Arrays.sort(ratios);
    Arrays.sort(rawRates);
    Arrays.sort(sealedRates);
    System.out.printf(
        "%d writers, %d turns of %d writes: raw %.0f/s, sealed %.0f/s (medians);"
            + " ratio: median %.2f, half of all turns %.2f-%.2f%n",
        writers,
        turns,
        writes,
        rawRates[turns / 2],
        sealedRates[turns / 2],
        ratios[turns / 2],
        ratios[turns / 4],
        ratios[turns * 3 / 4]);
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  private static Config config(Path journal) {
    return ConfigFactory.parseMap(
            Map.of(
                "pekko.persistence.journal.plugin",
                "pekko.persistence.journal.leveldb",
                "pekko.persistence.journal.leveldb.dir",
                journal.toString(),
                "pekko.persistence.journal.leveldb.fsync",
                "on",
                "pekko.persistence.snapshot-store.plugin",
                "kai.snapshots",
                "kai.snapshots.dir",
                journal.resolveSibling("snapshots").toString()))
        .withFallback(ConfigFactory.load("quiet"));
  }

  private interface Writing {
    CompletionStage<?> write(int number);
  }

  /** As many under way at once as there are writers. */
  private static double perSecond(int writers, int writes, Writing writing) {
    Deque<CompletableFuture<?>> underWay = new ArrayDeque<>();
    long start = System.nanoTime();
    for (int i = 0; i < writes; i++) {
      if (underWay.size() == writers) {
        underWay.remove().join();
      }
      underWay.add(writing.write(i).toCompletableFuture());
    }
    underWay.forEach(CompletableFuture::join);
    return writes * 1e9 / (System.nanoTime() - start);
  }

  private static RegistryWrite toggle(int number) {
    return number % 2 == 0
        ? new RegistryWrite.QuarantineService("gpu", "why")
        : new RegistryWrite.ReleaseService("gpu");
  }

  private static CompletionStage<RegistryProtocol.Done> sealed(
      ActorSystem<?> system, ActorRef<RegistryProtocol.Command> entity, RegistryWrite write) {
    return AskPattern.ask(
        entity,
        replyTo -> new RegistryProtocol.Write(write, Samples.PLAIN, Samples.LAPTOP, replyTo),
        PATIENCE,
        system.scheduler());
  }

  private static CompletionStage<Done> raw(ActorSystem<?> system, ActorRef<Raw.Put> raw, int i) {
    SealedRecord record =
        SealedRecord.seal(
            new Head(i, SealedRecord.genesis()), "raw", "service-released/1", new byte[70]);
    return AskPattern.ask(
        raw, replyTo -> new Raw.Put(record, replyTo), PATIENCE, system.scheduler());
  }

  /** Persists what it is told, and nothing more. */
  private static final class Raw extends EventSourcedBehavior<Raw.Put, SealedRecord, Integer> {
    record Put(SealedRecord record, ActorRef<Done> replyTo) {}

    Raw() {
      super(PersistenceId.ofUniqueId("raw"));
    }

    @Override
    public Integer emptyState() {
      return 0;
    }

    @Override
    public CommandHandler<Put, SealedRecord, Integer> commandHandler() {
      return (state, put) ->
          Effect().persist(put.record()).thenReply(put.replyTo(), now -> Done.done());
    }

    @Override
    public EventHandler<Integer, SealedRecord> eventHandler() {
      return (state, record) -> state + 1;
    }
  }
}
