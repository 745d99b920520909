package io.kaicd.actors.journal.verify;

import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.SealedRecordSerializer;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
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

/**
 * The records in a LevelDB folder that nobody else uses: a copy, since opening changes it. Pekko's
 * keys are 20 bytes: the stream's number, the record's, a mapping's, nothing; stream 1 holds the
 * names, record 0 a stream's count.
 */
public final class LevelDbRecords implements RecordSource {
  private static final int NAMES = 1;
  private static final int KEY = 20;

  private final DB db;
  private final ReadOptions checked = new ReadOptions().verifyChecksums(true).fillCache(false);
  private final Map<String, Integer> numbers = new HashMap<>();
  private final SortedMap<String, Long> counts = new TreeMap<>();

  /**
   * @throws IOException when LevelDB does not open it
   */
  public LevelDbRecords(Path folder) throws IOException {
    File file = folder.toFile();
    this.db = JniDBFactory.factory.open(file, new Options().createIfMissing(false));
    try {
      readNames();
    } catch (RuntimeException e) {
      db.close();
      throw new IOException("its names cannot be read", e);
    }
  }

  /**
   * Opens a folder, reads all that is in it, and closes it again: only LevelDB can say whether its
   * tables hold.
   *
   * @throws IOException when it does not open, or a block of it does not hold
   */
  static void readAll(Path folder) throws IOException {
    Options strict = new Options().createIfMissing(false).paranoidChecks(true);
    ReadOptions checked = new ReadOptions().verifyChecksums(true).fillCache(false);
    try (DB db = JniDBFactory.factory.open(folder.toFile(), strict);
        DBIterator entries = db.iterator(checked)) {
      for (entries.seekToFirst(); entries.hasNext(); entries.next()) {
        entries.peekNext();
      }
    } catch (RuntimeException e) { // the binding wraps what LevelDB says
      throw new IOException(e.getMessage(), e);
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
    long next = 1;
    try (DBIterator entries = db.iterator(checked)) {
      for (entries.seek(new Key(number, 1, 0).bytes()); entries.hasNext(); entries.next()) {
        Key key = Key.of(entries.peekNext().getKey());
        if (key.stream() != number) {
          break;
        }
        if (key.mapping() != 0) {
          throw new BrokenJournal(stream, key.seq(), "marked as deleted, which nothing here does");
        }
        SealedRecord record = record(stream, key.seq(), entries.peekNext().getValue());
        take.accept(record);
        next = key.seq() + 1;
      }
    } catch (BrokenJournal e) {
      throw e;
    } catch (IOException | RuntimeException e) { // the binding wraps what LevelDB says
      BrokenJournal broken = new BrokenJournal(stream, next, "LevelDB cannot read it");
      broken.initCause(e);
      throw broken;
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
