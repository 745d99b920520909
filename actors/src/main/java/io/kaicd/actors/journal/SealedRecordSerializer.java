package io.kaicd.actors.journal;

import java.io.NotSerializableException;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Hands the bytes of sealed records to the journal as they are. Made by Pekko. */
public final class SealedRecordSerializer extends SerializerWithStringManifest {
  public static final int IDENTIFIER = 7_480_001;
  public static final String MANIFEST = "sealed/1";

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
    return ((SealedRecord) value).toBytes();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    try {
      if (!manifest.equals(MANIFEST)) {
        throw new IllegalArgumentException("a sealed record of an unknown layout " + manifest);
      }
      return SealedRecord.of(bytes);
    } catch (IllegalArgumentException e) {
      NotSerializableException broken = new NotSerializableException(e.getMessage());
      broken.initCause(e);
      throw broken;
    }
  }
}
