package io.kaicd.actors.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * An event as it is persisted: its bytes, made once, and the hash that chains it to the record
 * before. Verification needs these bytes and nothing else.
 *
 * @param seq its number in its stream, from 1
 * @param previous the hash of the record before; {@link #genesis()} for the first
 * @param hash SHA-256 over stream, seq, previous, manifest and body, each with its length
 * @param manifest the event's type and its version, such as {@code service-put/1}
 * @param body the event in CBOR; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // equality is not asked for; the hash says it
public record SealedRecord(
    String stream, long seq, byte[] previous, byte[] hash, String manifest, byte[] body) {
  public static final int HASH_LENGTH = 32;
  private static final byte LAYOUT = 1;
  static final int MOST_BODY = 16 * 1024 * 1024;
  private static final byte[] GENESIS = new byte[HASH_LENGTH];

  /** The hash before the first record. */
  public static byte[] genesis() {
    return GENESIS.clone();
  }

  /** Seals an event behind the head of its stream. */
  public static SealedRecord seal(Head head, String stream, String manifest, byte[] body) {
    long seq = head.seq() + 1;
    byte[] hash = hash(stream, seq, head.hash(), manifest, body);
    return new SealedRecord(stream, seq, head.hash(), hash, manifest, body);
  }

  /**
   * The head after this record, when it follows the given head of the given stream.
   *
   * @throws BrokenJournal when it does not
   */
  public Head follows(String expected, Head head) {
    if (!stream.equals(expected)) {
      throw new BrokenJournal(expected, head.seq() + 1, "found a record of another stream");
    }
    if (seq != head.seq() + 1) {
      throw new BrokenJournal(stream, head.seq() + 1, "expected here, found record " + seq);
    }
    if (!Arrays.equals(previous, head.hash())) {
      throw new BrokenJournal(stream, seq, "it does not follow the record before it");
    }
    if (!Arrays.equals(hash, hash(stream, seq, previous, manifest, body))) {
      throw new BrokenJournal(stream, seq, "its content does not match its hash");
    }
    return new Head(seq, hash);
  }

  private static byte[] hash(
      String stream, long seq, byte[] previous, String manifest, byte[] body) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(128 + body.length);
      DataOutputStream out = new DataOutputStream(bytes);
      part(out, stream.getBytes(StandardCharsets.UTF_8));
      out.writeLong(seq);
      part(out, previous);
      part(out, manifest.getBytes(StandardCharsets.UTF_8));
      part(out, body);
      return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Layout, stream, seq, previous, hash, manifest, body with its length; golden files hold it. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128 + body.length);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(LAYOUT);
      out.writeUTF(stream);
      out.writeLong(seq);
      out.write(previous);
      out.write(hash);
      out.writeUTF(manifest);
      out.writeInt(body.length);
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #toBytes} wrote; whether it holds is for {@link #follows} to say.
   *
   * @throws IllegalArgumentException when the bytes have another layout
   */
  public static SealedRecord of(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte layout = in.readByte();
      if (layout != LAYOUT) {
        throw new IllegalArgumentException("a sealed record of an unknown layout " + layout);
      }
      String stream = in.readUTF();
      long seq = in.readLong();
      byte[] previous = exactly(in, HASH_LENGTH);
      byte[] hash = exactly(in, HASH_LENGTH);
      String type = in.readUTF();
      int length = in.readInt();
      if (length < 0 || length > MOST_BODY) {
        throw new IllegalArgumentException("a sealed record of " + length + " bytes");
      }
      byte[] body = exactly(in, length);
      if (in.read() != -1) {
        throw new IllegalArgumentException("a sealed record with more after its end");
      }
      return new SealedRecord(stream, seq, previous, hash, type, body);
    } catch (IOException e) {
      throw new IllegalArgumentException("a sealed record that is cut short", e);
    }
  }

  private static byte[] exactly(DataInputStream in, int length) throws IOException {
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  private static void part(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  @Override
  public String toString() {
    return stream + "#" + seq + " " + manifest;
  }
}
