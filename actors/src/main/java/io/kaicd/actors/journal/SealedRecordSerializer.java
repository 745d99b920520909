package io.kaicd.actors.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** The layout of a sealed record in the journal; golden files hold it still. Made by Pekko. */
public final class SealedRecordSerializer extends SerializerWithStringManifest {
  private static final int IDENTIFIER = 7_480_001;
  private static final byte LAYOUT = 1;
  private static final String MANIFEST = "sealed/1";
  private static final int MOST_BODY = 16 * 1024 * 1024;

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object value) {
    return MANIFEST;
  }

  @Override
  public byte[] toBinary(Object value) {
    SealedRecord record = (SealedRecord) value;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128 + record.body().length);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(LAYOUT);
      out.writeUTF(record.stream());
      out.writeLong(record.seq());
      out.write(record.previous());
      out.write(record.hash());
      out.writeUTF(record.manifest());
      out.writeInt(record.body().length);
      out.write(record.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte layout = in.readByte();
      if (layout != LAYOUT || !manifest.equals(MANIFEST)) {
        throw new NotSerializableException("a sealed record of an unknown layout " + layout);
      }
      String stream = in.readUTF();
      long seq = in.readLong();
      byte[] previous = exactly(in, SealedRecord.HASH_LENGTH);
      byte[] hash = exactly(in, SealedRecord.HASH_LENGTH);
      String type = in.readUTF();
      int length = in.readInt();
      if (length < 0 || length > MOST_BODY) {
        throw new NotSerializableException("a sealed record of " + length + " bytes");
      }
      byte[] body = exactly(in, length);
      if (in.read() != -1) {
        throw new NotSerializableException("a sealed record with more after its end");
      }
      return new SealedRecord(stream, seq, previous, hash, type, body);
    } catch (NotSerializableException e) {
      throw e;
    } catch (IOException e) {
      NotSerializableException broken =
          new NotSerializableException("a sealed record that is cut short");
      broken.initCause(e);
      throw broken;
    }
  }

  private static byte[] exactly(DataInputStream in, int length) throws IOException {
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }
}
