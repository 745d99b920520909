package io.kaicd.actors.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;

/** A real LevelDB journal in a data folder, with its snapshots, as a node has it. */
public final class EmbeddedJournal {
  private EmbeddedJournal() {}

  /** For an actor system of a test. */
  public static Config config(Path data) {
    return ConfigFactory.parseMap(
            Map.of(
                "pekko.persistence.journal.plugin",
                "pekko.persistence.journal.leveldb",
                "pekko.persistence.journal.leveldb.dir",
                data.resolve("journal").toString(),
                "pekko.persistence.journal.leveldb.fsync",
                "off", // no power is cut here
                "pekko.persistence.journal.leveldb.checksum",
                "on",
                "pekko.persistence.journal.leveldb.replay-filter.mode",
                "fail",
                "pekko.persistence.snapshot-store.plugin",
                "kai.snapshots",
                "kai.snapshots.dir",
                data.resolve("snapshots").toString()))
        .withFallback(ConfigFactory.load("quiet"));
  }
}
