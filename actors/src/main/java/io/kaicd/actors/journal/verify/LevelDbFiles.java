package io.kaicd.actors.journal.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Looks through the log files of a LevelDB folder without opening it: its open is itself a repair,
 * which drops what it cannot read. The layout is that of LevelDB's documentation (log_format.md):
 * blocks of 32 KiB, in them records of a masked CRC-32C, a length, a type and data.
 */
public final class LevelDbFiles {
  private static final int BLOCK = 32 * 1024;
  private static final int HEADER = 7;
  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final int MASK_DELTA = 0xa282ead8;
  private static final long TABLE_END = 0xdb4775248b80fb57L;
  private static final Pattern MANIFEST = Pattern.compile("MANIFEST-\\d+");

  private LevelDbFiles() {}

  /**
   * What is damaged, if anything is. A last record that is cut off is no damage: a crash leaves it,
   * and it was never acknowledged; whether acknowledged ones are gone is for the anchor to say. Nor
   * is one of whose pages a power cut left only some, in the room that is made ahead of a log.
   */
  public static Optional<String> damage(Path folder) throws IOException {
    List<Path> logs = logs(folder);
    Optional<Path> last =
        logs.stream().filter(log -> log.toString().endsWith(".log")).reduce((_, later) -> later);
    for (Path file : logs) {
      byte[] bytes = Files.readAllBytes(file);
      int at = firstBad(bytes);
      boolean torn = last.filter(file::equals).isPresent() && !followed(bytes, at);
      if (at >= 0 && !torn) {
        return Optional.of("%s is damaged at byte %d".formatted(file.getFileName(), at));
      }
    }
    return Optional.empty();
  }

  /** The file to look at when LevelDB does not open a folder. */
  static String suspect(Path folder) throws IOException {
    Path current = folder.resolve("CURRENT");
    String manifest = Files.exists(current) ? Files.readString(current, ISO_8859_1).strip() : "";
    if (!MANIFEST.matcher(manifest).matches() || !Files.exists(folder.resolve(manifest))) {
      return "CURRENT";
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (isTable(file.getFileName().toString()) && !endsAsTable(file)) {
          return file.getFileName().toString();
        }
      }
    }
    return manifest;
  }

  static List<String> tables(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(LevelDbFiles::isTable)
          .sorted()
          .toList();
    }
  }

  private static boolean endsAsTable(Path table) throws IOException {
    byte[] bytes = Files.readAllBytes(table);
    return bytes.length >= Long.BYTES
        && ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(bytes.length - Long.BYTES)
            == TABLE_END;
  }

  /**
   * Whether there are files of a journal, be they without the one that says which of them count.
   */
  static boolean any(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(
                  name -> name.startsWith("MANIFEST-") || name.endsWith(".log") || isTable(name))
              .toList();
      // A first start that was cut off leaves the first manifest alone, and no record.
      return !names.isEmpty() && !names.equals(List.of("MANIFEST-000001"));
    }
  }

  /** Whether a file's name is that of a table, which is never changed once it is whole. */
  static boolean isTable(String name) {
    return name.endsWith(".sst") || name.endsWith(".ldb");
  }

  private static List<Path> logs(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(
              file -> {
                String name = file.getFileName().toString();
                return name.endsWith(".log") || name.startsWith("MANIFEST-");
              })
          .sorted()
          .toList();
    }
  }

  /** The offset of the first record that does not hold, -1 when all do. */
  static int firstBad(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (at < file.length) {
      int left = BLOCK - at % BLOCK;
      if (left < HEADER) {
        at += left; // too short for a record: filled up with zeros
        continue;
      }
      if (file.length - at < HEADER) {
        return -1;
      }
      int length = Short.toUnsignedInt(bytes.getShort(at + 4));
      int type = file[at + 6];
      if (type == 0 && length == 0 && bytes.getInt(at) == 0) {
        return zeros(file, at) ? -1 : at; // room that was made and not used, to the file's end
      }
      if (length > left - HEADER) {
        return at;
      }
      if (length > file.length - at - HEADER) {
        return -1;
      }
      if (unmasked(bytes.getInt(at)) != crc(file, at + 6, length + 1)) {
        return at;
      }
      at += HEADER + length;
    }
    return -1;
  }

  /**
   * Whether a record begins and holds after a bad one. Each is synced before the next is written,
   * so then the bad one was on the disk. The later parts of a record prove nothing: their first is
   * what may be bad.
   */
  private static boolean followed(byte[] file, int bad) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = bad + 1; at <= file.length - HEADER; at++) {
      int type = file[at + 6];
      if (type != FULL && type != FIRST) {
        continue;
      }
      int length = Short.toUnsignedInt(bytes.getShort(at + 4));
      int left = Math.min(BLOCK - at % BLOCK, file.length - at);
      if (length <= left - HEADER && unmasked(bytes.getInt(at)) == crc(file, at + 6, length + 1)) {
        return true;
      }
    }
    return false;
  }

  private static boolean zeros(byte[] file, int from) {
    for (int i = from; i < file.length; i++) {
      if (file[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static int unmasked(int masked) {
    return Integer.rotateRight(masked - MASK_DELTA, 17);
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
