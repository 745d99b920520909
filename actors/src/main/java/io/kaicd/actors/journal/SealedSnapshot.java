package io.kaicd.actors.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A stream's whole state as it was behind one record, with a digest over all of it. It only saves
 * the replay of the records before it, which stay in the journal: one that does not hold is passed
 * over.
 *
 * @param head the record that it stands behind
 * @param manifest the type and version of the state's bytes
 * @param body not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // equality is not asked for
public record SealedSnapshot(String stream, Head head, String manifest, byte[] body) {
  private static final byte LAYOUT = 1;
  private static final int MOST_BODY = 1 << 30;

  /** Layout, stream, seq, hash, manifest, body with its length, and SHA-256 over all these. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(192 + body.length);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(LAYOUT);
      out.writeUTF(stream);
      out.writeLong(head.seq());
      out.write(head.hash());
      out.writeUTF(manifest);
      out.writeInt(body.length);
      out.write(body);
      out.write(sha256(bytes.toByteArray(), bytes.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IllegalArgumentException when the bytes are not what was written
   */
  public static SealedSnapshot of(byte[] bytes) {
    int length = bytes.length - SealedRecord.HASH_LENGTH;
    if (length <= 0
        || !Arrays.equals(sha256(bytes, length), Arrays.copyOfRange(bytes, length, bytes.length))) {
      throw new IllegalArgumentException("a snapshot whose digest does not match its content");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, length))) {
      byte layout = in.readByte();
      if (layout != LAYOUT) {
        throw new IllegalArgumentException("a snapshot of an unknown layout " + layout);
      }
      String stream = in.readUTF();
      long seq = in.readLong();
      byte[] hash = in.readNBytes(SealedRecord.HASH_LENGTH);
      String manifest = in.readUTF();
      int size = in.readInt();
      if (size < 0 || size > MOST_BODY || size != in.available()) {
        throw new IllegalArgumentException("a snapshot whose body is not as long as it says");
      }
      return new SealedSnapshot(stream, new Head(seq, hash), manifest, in.readNBytes(size));
    } catch (IOException e) {
      throw new IllegalArgumentException("a snapshot that is cut short", e);
    }
  }

  private static byte[] sha256(byte[] bytes, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, 0, length);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return stream + "@" + head.seq() + " " + manifest;
  }
}
