package io.kaicd.actors.journal.verify;

import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.SealedRecordSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.pekko.persistence.serialization.MessageFormats.PersistentMessage;
import org.apache.pekko.protobufv3.internal.InvalidProtocolBufferException;
import org.fusesource.leveldbjni.JniDBFactory;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.DBIterator;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.ReadOptions;
import org.jspecify.annotations.Nullable;

/**
 * The records in a LevelDB folder that nobody else uses: a copy, since opening changes it. Pekko's
 * keys are 20 bytes: the stream's number, the record's, a mapping's, nothing; stream 1 holds the
 * names, record 0 a stream's count.
 */
public final class LevelDbRecords implements RecordSource {
  private static final int NAMES = 1;
  private static final int KEY = 20;

  private final Path folder;
  private final DB db;
  private final ReadOptions checked = new ReadOptions().verifyChecksums(true).fillCache(false);
  private final Map<String, Integer> numbers = new HashMap<>();
  private final SortedMap<String, Long> counts = new TreeMap<>();

  /**
   * @throws IOException when LevelDB does not open it
   */
  public LevelDbRecords(Path folder) throws IOException {
    this.folder = folder;
    try {
      this.db = JniDBFactory.factory.open(folder.toFile(), new Options().createIfMissing(false));
    } catch (IOException e) {
      throw new IOException(LevelDbFiles.suspect(folder) + ": " + e.getMessage(), e);
    }
    try {
      readNames();
    } catch (IOException | RuntimeException e) {
      db.close();
      throw new IOException(tables() + ": the streams' names cannot be read", e);
    }
  }

  private record Key(int stream, long seq, int mapping) {
    static Key of(byte[] bytes) {
      ByteBuffer key = ByteBuffer.wrap(bytes);
      return new Key(key.getInt(), key.getLong(), key.getInt());
    }

    byte[] bytes() {
      return ByteBuffer.allocate(KEY).putInt(stream).putLong(seq).putInt(mapping).array();
    }
  }

  private void readNames() throws IOException {
    try (DBIterator entries = db.iterator(checked)) {
      for (entries.seek(new Key(NAMES, 0, 0).bytes()); entries.hasNext(); entries.next()) {
        Key key = Key.of(entries.peekNext().getKey());
        if (key.stream() != NAMES) {
          break;
        }
        String name = new String(entries.peekNext().getValue(), StandardCharsets.UTF_8);
        if (!name.startsWith("$")) { // Pekko's own marks
          numbers.put(name, key.mapping());
        }
      }
    }
    numbers.forEach((name, number) -> counts.put(name, count(number)));
  }

  private long count(int stream) {
    byte[] count = db.get(new Key(stream, 0, 0).bytes(), checked);
    return count == null ? 0 : ByteBuffer.wrap(count).getLong();
  }

  @Override
  public SortedMap<String, Long> streams() {
    return Collections.unmodifiableSortedMap(counts);
  }

  @Override
  public void each(String stream, Consumer<SealedRecord> take) {
    Integer number = numbers.get(stream);
    if (number == null) {
      return;
    }
    try (Reading reading = new Reading(stream, number)) {
      for (Optional<SealedRecord> at = reading.next(); at.isPresent(); at = reading.next()) {
        take.accept(at.get());
      }
    }
  }

  /** Only LevelDB can say whether its tables hold. */
  @Override
  public void readAll() {
    try (DBIterator entries = db.iterator(checked)) {
      for (entries.seek(new Key(0, 0, 0).bytes()); entries.hasNext(); entries.next()) {
        entries.peekNext();
      }
    } catch (IOException | RuntimeException e) { // the binding wraps what LevelDB says
      // It holds nothing of a stream, or the stream's reading had said so.
      throw new BrokenJournal(
          "a block of " + tables() + " cannot be read (" + e.getMessage() + ")");
    }
  }

  private String tables() {
    try {
      return String.join(", ", LevelDbFiles.tables(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One stream being read; what its taker throws is not LevelDB's failure. A walk that fails may
   * have met what is not this stream's, so from there on each record is asked for by itself.
   */
  private final class Reading implements AutoCloseable {
    private final String stream;
    private final int number;
    private final DBIterator entries;
    private @Nullable RuntimeException failure;
    private long next = 1;

    Reading(String stream, int number) {
      this.stream = stream;
      this.number = number;
      this.entries = db.iterator(checked);
    }

    Optional<SealedRecord> next() {
      Optional<Entry<byte[], byte[]>> entry = failure == null ? walked() : asked();
      if (entry.isEmpty()) {
        return Optional.empty();
      }
      Key key = Key.of(entry.get().getKey());
      if (key.stream() != number) {
        return Optional.empty();
      }
      if (key.mapping() != 0) {
        throw new BrokenJournal(stream, key.seq(), "marked as deleted, which nothing here does");
      }
      next = key.seq() + 1;
      return Optional.of(record(stream, key.seq(), entry.get().getValue()));
    }

    private Optional<Entry<byte[], byte[]>> walked() {
      try {
        if (next == 1) {
          entries.seek(new Key(number, 1, 0).bytes());
        } else {
          entries.next(); // what it returns is lost when what follows cannot be read
        }
        return entries.hasNext() ? Optional.of(entries.peekNext()) : Optional.empty();
      } catch (RuntimeException e) {
        failure = e;
        return asked();
      }
    }

    private Optional<Entry<byte[], byte[]>> asked() {
      if (next > counts.getOrDefault(stream, 0L)) {
        return Optional.empty();
      }
      byte[] key = new Key(number, next, 0).bytes();
      try {
        byte[] value = db.get(key, checked);
        if (value != null) {
          return Optional.of(Map.entry(key, value));
        }
      } catch (RuntimeException e) { // the binding wraps what LevelDB says
        failure = e;
      }
      BrokenJournal broken = new BrokenJournal(stream, next, "LevelDB cannot read it");
      broken.initCause(failure);
      throw broken;
    }

    @Override
    public void close() {
      try {
        entries.close();
      } catch (IOException e) {
        // nothing was written
      }
    }
  }

  private static SealedRecord record(String stream, long seq, byte[] value) {
    try {
      var message = PersistentMessage.parseFrom(value);
      var payload = message.getPayload();
      String manifest = payload.getPayloadManifest().toStringUtf8();
      if (payload.getSerializerId() != SealedRecordSerializer.IDENTIFIER
          || !manifest.equals(SealedRecordSerializer.MANIFEST)
          || message.getSequenceNr() != seq) {
        throw new BrokenJournal(stream, seq, "it is not a sealed record of that number");
      }
      return SealedRecord.of(payload.getPayload().toByteArray());
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      BrokenJournal broken = new BrokenJournal(stream, seq, "it cannot be decoded");
      broken.initCause(e);
      throw broken;
    }
  }

  @Override
  public void close() {
    try {
      db.close();
    } catch (IOException e) {
      // nothing was written
    }
  }
}
