package io.kaicd.actors.journal;

import java.util.HexFormat;

/**
 * The last record of a stream.
 *
 * @param seq 0 before the first
 * @param hash not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record Head(long seq, byte[] hash) {
  public static final Head NONE = new Head(0, SealedRecord.genesis());

  @Override
  public String toString() {
    return seq + " " + HexFormat.of().formatHex(hash);
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException when it is not a head
   */
  public static Head parse(String text) {
    String[] parts = text.strip().split(" ", -1);
    byte[] hash = parts.length == 2 ? HexFormat.of().parseHex(parts[1]) : new byte[0];
    if (hash.length != SealedRecord.HASH_LENGTH) {
      throw new IllegalArgumentException("not a head of a stream");
    }
    return new Head(Long.parseLong(parts[0]), hash);
  }
}
