package io.kaicd.actors.registry;

import io.kaicd.actors.journal.Anchor;
import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.EmbeddedJournal;
import io.kaicd.actors.journal.SpaceGuard;
import io.kaicd.actors.journal.StreamCopy;
import io.kaicd.actors.journal.StreamGround;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.WriteResult;
import io.kaicd.message.RegistryProtocol;
import io.kaicd.message.StreamProtocol;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A registry on a real LevelDB in a data folder, as a node has it, without the rest of the node.
 */
final class EmbeddedRegistry implements AutoCloseable {
  private static final Duration AGAIN = Duration.ofMillis(300);

  private final ActorTestKit kit;
  private final ActorRef<RegistryProtocol.Command> entity;
  private final TestProbe<StreamProtocol.Feed> follower;
  final CompletableFuture<BrokenJournal> broken = new CompletableFuture<>();

  EmbeddedRegistry(Path data) {
    kit = ActorTestKit.create("embedded", EmbeddedJournal.config(data));
    follower = kit.createTestProbe();
    entity =
        kit.spawn(
            RegistryEntity.create(
                Samples.decider(),
                new StreamGround(
                    new Anchor(data.resolve("anchors"), RegistryStream.STREAM.name()),
                    new SpaceGuard(data, 0),
                    Clock.systemUTC(),
                    broken::complete)));
  }

  void written(RegistryWrite write) {
    TestProbe<RegistryProtocol.Done> writer = kit.createTestProbe();
    entity.tell(new RegistryProtocol.Write(write, Samples.PLAIN, Samples.LAPTOP, writer.ref()));
    WriteResult result = writer.receiveMessage(Duration.ofSeconds(20)).result();
    if (!(result instanceof WriteResult.Written)) {
      throw new AssertionError(result);
    }
  }

  /**
   * The state that it comes to, in bytes.
   *
   * @throws BrokenJournal when it refuses to start
   */
  byte[] state() {
    StreamCopy<RegistryState, RegistryEvent> copy = new StreamCopy<>(RegistryStream.STREAM);
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() < until) {
      entity.tell(new StreamProtocol.Follow("test", StreamCopy.NOTHING, follower.ref()));
      try {
        while (!broken.isDone()) {
          if (follower.receiveMessage(AGAIN) instanceof StreamProtocol.Part part
              && copy.take(part)) {
            return RegistryStream.STREAM.states().encode(copy.state());
          }
        }
      } catch (AssertionError e) {
        continue; // nothing came while it starts: asked again, as views do
      }
      throw broken.join();
    }
    throw new AssertionError("neither a state nor a refusal");
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
