package io.kaicd.actors.journal.verify;

import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.DurableFiles;
import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.verify.Verifier.Known;
import io.kaicd.actors.journal.verify.Verifier.Verified;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A journal in one file, whatever it was kept in: the line {@code kai-backup/1}, the number of
 * streams, each stream's name, head and records, and SHA-256 over all of it.
 */
public final class Backup implements RecordSource {
  private static final byte[] MAGIC = "kai-backup/1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int LARGEST = 32 * 1024 * 1024;

  private final Path file;
  private final SortedMap<String, Head> heads = new TreeMap<>();

  private Backup(Path file) {
    this.file = file;
  }

  /**
   * Writes the records up to the given heads; the file is there when all of it is on the disk.
   *
   * @param heads as they were verified
   * @throws java.nio.file.FileAlreadyExistsException rather than replace a file
   */
  public static void write(Path file, RecordSource source, List<Verified> heads)
      throws IOException {
    if (Files.exists(file)) {
      throw new java.nio.file.FileAlreadyExistsException(file.toString());
    }
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(next);
    Files.createFile(
        next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      fill(next, source, heads);
      Files.move(next, file);
    } catch (UncheckedIOException e) { // of this file; the source says BrokenJournal
      throw e.getCause();
    } finally {
      Files.deleteIfExists(next);
    }
    DurableFiles.syncEntry(file);
  }

  private static void fill(Path next, RecordSource source, List<Verified> heads)
      throws IOException {
    MessageDigest digest = sha256();
    try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE);
        OutputStream plain = new BufferedOutputStream(Channels.newOutputStream(channel));
        DataOutputStream out = new DataOutputStream(new DigestOutputStream(plain, digest))) {
      out.write(MAGIC);
      out.writeInt(heads.size());
      for (Verified head : heads) {
        out.writeUTF(head.stream());
        out.writeLong(head.head().seq());
        out.write(head.head().hash());
        source.each(head.stream(), record -> write(out, record, head.head().seq()));
      }
      out.flush();
      plain.write(digest.digest());
      plain.flush();
      channel.force(true);
    }
  }

  private static void write(DataOutputStream out, SealedRecord record, long last) {
    if (record.seq() > last) {
      return;
    }
    try {
      byte[] bytes = record.toBytes();
      out.writeInt(bytes.length);
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a backup's digest and heads.
   *
   * @throws IllegalArgumentException when the file is no backup, or not as it was written
   */
  public static Backup open(Path file) throws IOException {
    long length = Files.size(file) - SealedRecord.HASH_LENGTH;
    MessageDigest digest = sha256();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      if (length < MAGIC.length || !Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        throw new IllegalArgumentException("the file is no backup of a journal");
      }
      digest.update(MAGIC);
      byte[] buffer = new byte[64 * 1024];
      for (long left = length - MAGIC.length; left > 0; ) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new IllegalArgumentException("the backup is cut short");
        }
        digest.update(buffer, 0, read);
        left -= read;
      }
      if (!Arrays.equals(digest.digest(), in.readNBytes(SealedRecord.HASH_LENGTH))) {
        throw new IllegalArgumentException("the backup's digest does not match its content");
      }
    }
    Backup backup = new Backup(file);
    backup.walk((stream, head) -> backup.heads.put(stream, head), "", record -> {});
    return backup;
  }

  private interface OnStream {
    void at(String stream, Head head);
  }

  private void walk(OnStream each, String wanted, Consumer<SealedRecord> take) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      in.skipNBytes(MAGIC.length);
      int streams = in.readInt();
      for (int i = 0; i < streams; i++) {
        String stream = in.readUTF();
        Head head = new Head(in.readLong(), in.readNBytes(SealedRecord.HASH_LENGTH));
        each.at(stream, head);
        for (long seq = 1; seq <= head.seq(); seq++) {
          int size = in.readInt();
          if (size < 0 || size > LARGEST) {
            throw new BrokenJournal(stream, seq, "a record of " + size + " bytes in the backup");
          }
          if (stream.equals(wanted)) {
            take.accept(record(stream, seq, in.readNBytes(size)));
          } else {
            in.skipNBytes(size);
          }
        }
      }
    }
  }

  /** The heads that the backup says it has. */
  public List<Known> heads() {
    List<Known> known = new ArrayList<>();
    heads.forEach((stream, head) -> known.add(new Known(stream, head, "the backup")));
    return known;
  }

  @Override
  public SortedMap<String, Long> streams() {
    SortedMap<String, Long> counts = new TreeMap<>();
    heads.forEach((stream, head) -> counts.put(stream, head.seq()));
    return Collections.unmodifiableSortedMap(counts);
  }

  @Override
  public void each(String stream, Consumer<SealedRecord> take) {
    try {
      walk((name, head) -> {}, stream, take);
    } catch (IOException e) {
      BrokenJournal broken = new BrokenJournal(stream, 0, "the backup cannot be read");
      broken.initCause(e);
      throw broken;
    }
  }

  private static SealedRecord record(String stream, long seq, byte[] bytes) {
    try {
      return SealedRecord.of(bytes);
    } catch (IllegalArgumentException e) {
      BrokenJournal broken = new BrokenJournal(stream, seq, "it cannot be decoded");
      broken.initCause(e);
      throw broken;
    }
  }

  @Override
  public void close() {}

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
