package io.kaicd.actors.journal.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.journal.EmbeddedJournal;
import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.SealedRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/**
 * Streams of a real LevelDB journal, as Pekko stores them. A record is larger than a block of a
 * table and does not compress, so each ends its block; one that follows a stream's count shares it.
 */
final class StoredStreams implements AutoCloseable {
  static final String MANIFEST = "drawn/1";
  private static final int BODY = 6 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ActorTestKit kit;

  StoredStreams(Path data) {
    kit = ActorTestKit.create("stored", EmbeddedJournal.config(data));
  }

  @SuppressWarnings("ArrayRecordComponent") // as in SealedRecord
  private record Append(byte[] body, ActorRef<SealedRecord> replyTo) {}

  private static final class Appending extends EventSourcedBehavior<Append, SealedRecord, Head> {
    private final String stream;

    Appending(String stream) {
      super(PersistenceId.ofUniqueId(stream));
      this.stream = stream;
    }

    @Override
    public Head emptyState() {
      return Head.NONE;
    }

    @Override
    public CommandHandler<Append, SealedRecord, Head> commandHandler() {
      return (head, append) -> {
        SealedRecord record = SealedRecord.seal(head, stream, MANIFEST, append.body());
        return Effect().persist(record).thenReply(append.replyTo(), _ -> record);
      };
    }

    @Override
    public EventHandler<Head, SealedRecord> eventHandler() {
      return (head, record) -> record.follows(stream, head);
    }
  }

  /** Writes records behind what is there. */
  List<SealedRecord> write(String stream, int count) {
    ActorRef<Append> entity = kit.spawn(new Appending(stream));
    TestProbe<SealedRecord> written = kit.createTestProbe();
    Random random = new Random(stream.hashCode());
    List<SealedRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] body = new byte[BODY];
      random.nextBytes(body);
      entity.tell(new Append(body, written.ref()));
      records.add(written.receiveMessage(PATIENCE));
    }
    return records;
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }

  /** The name of the one table that there is. */
  static String table(Path journal) throws IOException {
    List<String> tables = LevelDbFiles.tables(journal);
    assertThat(tables).hasSize(1);
    return tables.getFirst();
  }

  /** Flips a bit of a record in the table, and so damages its block. */
  static void damage(Path journal, SealedRecord record) throws IOException {
    Path table = journal.resolve(table(journal));
    byte[] bytes = Files.readAllBytes(table);
    String end = new String(record.body(), BODY - 64, 64, ISO_8859_1);
    int at = new String(bytes, ISO_8859_1).indexOf(end);
    assertThat(at).as("where the record is").isPositive();
    bytes[at] ^= 1;
    Files.write(table, bytes);
  }
}
