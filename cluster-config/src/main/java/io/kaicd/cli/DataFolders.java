package io.kaicd.cli;

import java.nio.file.Path;

/** Where a node's folder is when nobody says. */
final class DataFolders {
  private DataFolders() {}

  static Path usual() {
    String given = System.getenv("XDG_DATA_HOME");
    Path base =
        given == null || given.isBlank()
            ? Path.of(System.getProperty("user.home"), ".local", "share")
            : Path.of(given);
    return base.resolve("kai");
  }
}
