package io.kaicd.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a disk did to a journal.
 *
 * @param file below the data folder
 */
record Damage(Kind kind, Path file, String done) {
  static final List<Kind> KINDS = List.of(Kind.values());
  private static final int PAGE = 4096;

  enum Kind {
    BIT(".+"),
    PAGE(".+"),
    CUT(".+"),
    NO_CURRENT("CURRENT"),
    NO_MANIFEST("MANIFEST-.+"),
    NO_LOG("\\d+\\.log"),
    NO_TABLE("\\d+\\.(sst|ldb)"),
    NO_SNAPSHOT(".+\\.snapshot"),
    NO_ANCHOR("registry|configuration|keys|vault|audit");

    private final Pattern files;

    Kind(String files) {
      this.files = Pattern.compile(files);
    }

    private boolean anywhere() {
      return this == BIT || this == PAGE || this == CUT;
    }

    private boolean concerns(Path file) {
      String name = file.getFileName().toString();
      return files.matcher(name).matches()
          && !name.equals("LOCK")
          && !name.equals("LOG")
          && !name.equals("LOG.old")
          && file.toFile().length() > 0;
    }
  }

  /**
   * Damages one file that holds bytes: every other time one of LevelDB's, of which there are few.
   */
  static Damage to(Path data, Kind kind, Random random) throws IOException {
    List<Path> files = of(data.resolve("journal"), kind);
    if (files.isEmpty() || (kind.anywhere() && random.nextBoolean())) {
      files = of(data, kind);
    }
    Path file = files.get(random.nextInt(files.size()));
    return new Damage(kind, data.relativize(file), done(file, kind, random));
  }

  private static List<Path> of(Path folder, Kind kind) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).filter(kind::concerns).sorted().toList();
    }
  }

  private static String done(Path file, Kind kind, Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = random.nextInt(bytes.length);
    return switch (kind) {
      case BIT -> {
        int bit = random.nextInt(8);
        bytes[at] ^= (byte) (1 << bit);
        Files.write(file, bytes);
        yield "bit " + bit + " of byte " + at + " flipped";
      }
      case PAGE -> {
        int from = at / PAGE * PAGE;
        Arrays.fill(bytes, from, Math.min(bytes.length, from + PAGE), (byte) 0);
        Files.write(file, bytes);
        yield "page at " + from + " zeroed";
      }
      case CUT -> {
        Files.write(file, Arrays.copyOf(bytes, at));
        yield "cut at " + at;
      }
      case NO_CURRENT, NO_MANIFEST, NO_LOG, NO_TABLE, NO_SNAPSHOT, NO_ANCHOR -> {
        Files.delete(file);
        yield "deleted";
      }
    };
  }

  /** The stream that a snapshot or an anchor is of; all, when LevelDB's files are damaged. */
  Pattern streams() {
    return file.startsWith("journal")
        ? Pattern.compile("registry|configuration|keys|vault|audit")
        : Pattern.compile(file.getFileName().toString().replaceAll("-\\d+\\.snapshot$", ""));
  }

  /** Of one that knows of more than there is, the first record that there is not is named. */
  boolean ofAnchor() {
    return file.startsWith("anchors");
  }

  @Override
  public String toString() {
    return file + ": " + done;
  }
}
