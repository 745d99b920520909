package io.kaicd.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kaicd.actors.audit.AuditStream;
import io.kaicd.actors.configuration.ConfigurationStream;
import io.kaicd.actors.journal.Anchor;
import io.kaicd.actors.journal.Batch;
import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.EventStream;
import io.kaicd.actors.journal.Guarded;
import io.kaicd.actors.journal.Outcome;
import io.kaicd.actors.journal.SealedEntity;
import io.kaicd.actors.journal.SpaceGuard;
import io.kaicd.actors.journal.StreamCopy;
import io.kaicd.actors.journal.StreamGround;
import io.kaicd.actors.journal.StreamGuardian;
import io.kaicd.actors.keys.KeyStream;
import io.kaicd.actors.registry.RegistryStream;
import io.kaicd.actors.secrets.VaultStream;
import io.kaicd.message.StreamProtocol.Feed;
import io.kaicd.message.StreamProtocol.Follow;
import io.kaicd.message.StreamProtocol.Part;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * All streams of a data folder, recovered as the entities of a node recover them, without the rest
 * of the node: what an entity adds is what it writes.
 */
final class StreamReaders implements AutoCloseable {
  static final List<EventStream<?, ?>> ALL =
      List.of(
          RegistryStream.shape(),
          ConfigurationStream.shape(),
          KeyStream.shape(),
          VaultStream.shape(),
          AuditStream.shape());
  private static final Duration AGAIN = Duration.ofMillis(300);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ActorTestKit kit;
  private final List<Reading<?, ?>> readings = new ArrayList<>();

  StreamReaders(Path data) {
    kit = ActorTestKit.create("readers", config(data));
    for (EventStream<?, ?> shape : ALL) {
      readings.add(new Reading<>(shape, data));
    }
  }

  private static Config config(Path data) {
    return ConfigFactory.load(
        ConfigFactory.parseMap(
                Map.of(
                    "pekko.actor.provider",
                    "local",
                    "pekko.loggers",
                    List.of(),
                    "pekko.loglevel",
                    "OFF",
                    "pekko.persistence.journal.plugin",
                    "pekko.persistence.journal.leveldb",
                    "pekko.persistence.journal.leveldb.dir",
                    data.resolve("journal").toString(),
                    "pekko.persistence.snapshot-store.plugin",
                    "kai.snapshots",
                    "kai.snapshots.dir",
                    data.resolve("snapshots").toString()))
            .withFallback(ConfigFactory.parseResources("application.conf")));
  }

  private static final class Entity<S, E> extends SealedEntity<Follow, S, E> {
    Entity(ActorContext<Batch<Follow>> context, EventStream<S, E> shape, Guarded<Follow> guarded) {
      super(context, shape, guarded);
    }

    @Override
    protected Outcome<S, E> decide(S state, Follow follow) {
      return onFollow(follow);
    }
  }

  private final class Reading<S, E> {
    private final EventStream<S, E> shape;
    private final CompletableFuture<BrokenJournal> broken = new CompletableFuture<>();
    private final TestProbe<Feed> follower = kit.createTestProbe();
    private final ActorRef<Follow> entity;

    Reading(EventStream<S, E> shape, Path data) {
      this.shape = shape;
      this.entity =
          kit.spawn(
              StreamGuardian.create(
                  shape.name(),
                  Follow.class,
                  new StreamGround(
                      new Anchor(data.resolve("anchors"), shape.name()),
                      new SpaceGuard(data, 0),
                      Clock.systemUTC(),
                      Duration.ofSeconds(20),
                      broken::complete),
                  (context, guarded) -> new Entity<>(context, shape, guarded),
                  (command, why) -> {}));
    }

    byte[] state() {
      StreamCopy<S, E> copy = new StreamCopy<>(shape);
      long until = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() < until) {
        entity.tell(new Follow("test", StreamCopy.NOTHING, follower.ref()));
        try {
          while (!broken.isDone()) {
            if (follower.receiveMessage(AGAIN) instanceof Part part && copy.take(part)) {
              return shape.states().encode(copy.state());
            }
          }
        } catch (AssertionError e) {
          continue; // nothing came while it starts: asked again, as views do
        }
        throw broken.join();
      }
      throw new AssertionError("neither a state nor a refusal of stream '" + shape.name() + "'");
    }
  }

  /**
   * The states that they come to, as text.
   *
   * @throws BrokenJournal when one of them refuses
   */
  Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    for (Reading<?, ?> reading : readings) {
      states.put(reading.shape.name(), HexFormat.of().formatHex(reading.state()));
    }
    return states;
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
