package io.kaicd.cli;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The id of a passage, the same at each indexing. */
final class PassageIds {
  private static final int HEX = 32;

  private PassageIds() {}

  static String of(String path, int part) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((path + "#" + part).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, HEX);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
