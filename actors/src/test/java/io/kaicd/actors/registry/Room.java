package io.kaicd.actors.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.journal.Anchor;
import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.SpaceGuard;
import io.kaicd.actors.journal.StreamCopy;
import io.kaicd.actors.journal.StreamGround;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.contract.registry.WriteResult;
import io.kaicd.message.RegistryProtocol.Command;
import io.kaicd.message.RegistryProtocol.Done;
import io.kaicd.message.RegistryProtocol.Write;
import io.kaicd.message.StreamProtocol;
import io.kaicd.message.StreamProtocol.Feed;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;

/** A registry's entity on a journal that a test can read and spoil. */
final class Room {
  static final String STREAM = RegistryStream.STREAM.name();

  final PersistenceTestKit journal;
  final CompletableFuture<BrokenJournal> broken = new CompletableFuture<>();
  final Anchor anchor;
  private final ActorTestKit kit;
  final ActorRef<Command> entity;
  private final TestProbe<Done> writer;
  private final TestProbe<Feed> follower;

  Room(ActorTestKit kit, Path folder, long minimumFree) {
    this.kit = kit;
    this.journal = PersistenceTestKit.create(kit.system());
    this.anchor = new Anchor(folder.resolve("anchors"), STREAM);
    this.writer = kit.createTestProbe();
    this.follower = kit.createTestProbe();
    this.entity =
        kit.spawn(
            RegistryEntity.create(
                Samples.decider(),
                new StreamGround(
                    anchor,
                    new SpaceGuard(folder, minimumFree),
                    Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC),
                    Duration.ofSeconds(20),
                    broken::complete)));
  }

  WriteResult write(RegistryWrite write) {
    return write(write, Samples.PLAIN);
  }

  WriteResult write(RegistryWrite write, WriteOptions options) {
    entity.tell(new Write(write, options, Samples.LAPTOP, writer.ref()));
    return writer.receiveMessage().result();
  }

  WriteResult.Written written(RegistryWrite write) {
    WriteResult result = write(write);
    assertThat(result).isInstanceOf(WriteResult.Written.class);
    return (WriteResult.Written) result;
  }

  Rejection refused(RegistryWrite write, ErrorCode code) {
    WriteResult result = write(write);
    assertThat(result).isInstanceOf(WriteResult.Refused.class);
    Rejection rejection = ((WriteResult.Refused) result).rejection();
    assertThat(rejection.code()).isEqualTo(code);
    return rejection;
  }

  void follow(long from) {
    entity.tell(new StreamProtocol.Follow("laptop", from, follower.ref()));
  }

  Feed fed() {
    return follower.receiveMessage();
  }

  /** The whole state, as a view that joins takes it. */
  RegistryState state() {
    follow(StreamCopy.NOTHING);
    StreamCopy<RegistryState, RegistryEvent> copy = new StreamCopy<>(RegistryStream.STREAM);
    while (true) {
      if (fed() instanceof StreamProtocol.Part part && copy.take(part)) {
        return copy.state();
      }
    }
  }

  List<SealedRecord> records() {
    return journal.persistedInStorage(STREAM).stream().map(SealedRecord.class::cast).toList();
  }

  /** The anchor follows the stream a moment later. */
  Head anchoredAt(long seq) {
    return kit.createTestProbe()
        .awaitAssert(
            Duration.ofSeconds(5),
            () -> {
              Head head = anchor.read();
              assertThat(head.seq()).isEqualTo(seq);
              return head;
            });
  }

  void stop() {
    kit.stop(entity);
  }
}
