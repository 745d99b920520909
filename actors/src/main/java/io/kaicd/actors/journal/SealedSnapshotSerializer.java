package io.kaicd.actors.journal;

import java.io.NotSerializableException;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** The layout of a sealed snapshot in a database; golden files hold it still. Made by Pekko. */
public final class SealedSnapshotSerializer extends SerializerWithStringManifest {
  public static final int IDENTIFIER = 7_480_002;
  public static final String MANIFEST = "snapshot/1";

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
    return ((SealedSnapshot) value).toBytes();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    try {
      return SealedSnapshot.of(bytes);
    } catch (IllegalArgumentException e) {
      NotSerializableException unfit = new NotSerializableException(e.getMessage());
      unfit.initCause(e);
      throw unfit;
    }
  }
}
