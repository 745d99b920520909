package io.kaicd.actors.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** One thing that a disk does to a data folder: a flipped bit, a zeroed page, a lost end. */
final class Damage {
  private static final int PAGE = 4096;

  private Damage() {}

  /** Damages one file that holds bytes; gives what was done, for the report. */
  static String to(Path data, Random random) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(data)) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> !file.getFileName().toString().startsWith("LO")) // LOCK and LOG
              .filter(file -> file.toFile().length() > 0)
              .sorted()
              .toList();
    }
    Path file = files.get(random.nextInt(files.size()));
    byte[] bytes = Files.readAllBytes(file);
    int at = random.nextInt(bytes.length);
    String done;
    switch (random.nextInt(3)) {
      case 0 -> {
        int bit = random.nextInt(8);
        bytes[at] ^= (byte) (1 << bit);
        done = "bit " + bit + " of byte " + at + " flipped";
      }
      case 1 -> {
        int from = at / PAGE * PAGE;
        Arrays.fill(bytes, from, Math.min(bytes.length, from + PAGE), (byte) 0);
        done = "page at " + from + " zeroed";
      }
      default -> {
        bytes = Arrays.copyOf(bytes, at);
        done = "cut at " + at;
      }
    }
    Files.write(file, bytes);
    return data.relativize(file) + ": " + done;
  }

  /** Copies a folder, so that the damage is done to the copy. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
