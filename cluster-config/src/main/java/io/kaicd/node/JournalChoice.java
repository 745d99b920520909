package io.kaicd.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kaicd.contract.json.Canonical;
import io.kaicd.contract.json.Json;
import java.nio.file.Path;
import java.util.Map;

/** Where the events are kept; no code past this one sees which it is. */
sealed interface JournalChoice {
  /** The plugin that reads it, for those who look back. */
  String READER = "kai.journal.replay";

  /** What two nodes compare before one joins the other; tells no credentials. */
  String identity();

  /** For the owner's eyes. */
  String label();

  Config configuration();

  /** Embedded, in the data folder; for one deciding node. */
  record LevelDb(Path folder, String nodeId) implements JournalChoice {
    @Override
    public String identity() {
      return "leveldb:" + nodeId;
    }

    @Override
    public String label() {
      return "LevelDB in " + folder;
    }

    @Override
    public Config configuration() {
      return ConfigFactory.parseMap(
          Map.of(
              "pekko.persistence.journal.plugin",
              "pekko.persistence.journal.leveldb",
              "pekko.persistence.journal.leveldb.dir",
              folder.toString(),
              READER,
              "pekko.persistence.query.journal.leveldb",
              "pekko.persistence.snapshot-store.plugin",
              "kai.snapshots",
              "kai.snapshots.dir",
              folder.resolveSibling("snapshots").toString()));
    }
  }

  /** Any database by its URL. */
  record Jdbc(String url, String note) implements JournalChoice {
    @Override
    public String identity() {
      return "jdbc:" + Canonical.digest(Json.shared().getNodeFactory().textNode(plainUrl()));
    }

    @Override
    public String label() {
      return plainUrl().replaceFirst(";.*", "") + note; // a `?` may be in a password behind it
    }

    /** Without its parameters, which may hold a password. */
    private String plainUrl() {
      int parameters = url.indexOf('?') >= 0 ? url.indexOf('?') : url.indexOf(';');
      String plain = parameters < 0 ? url : url.substring(0, parameters);
      return plain.replaceAll("//[^/@]*@", "//");
    }

    @Override
    public Config configuration() {
      boolean postgres = url.startsWith("jdbc:postgresql:");
      return ConfigFactory.parseMap(
          Map.of(
              "pekko.persistence.journal.plugin",
              "jdbc-journal",
              READER,
              "jdbc-read-journal",
              "pekko.persistence.snapshot-store.plugin",
              "jdbc-snapshot-store",
              "kai.jdbc.slick.db.url",
              url,
              "kai.jdbc.slick.profile",
              postgres ? "slick.jdbc.PostgresProfile$" : "slick.jdbc.H2Profile$",
              "kai.jdbc.slick.db.driver",
              postgres ? "org.postgresql.Driver" : "org.h2.Driver"));
    }
  }

  /** None: an edge that joins a cluster reads the registry from the nodes that decide. */
  record None() implements JournalChoice {
    @Override
    public String identity() {
      return "none";
    }

    @Override
    public String label() {
      return "none (the cluster's)";
    }

    @Override
    public Config configuration() {
      return ConfigFactory.parseMap(
          Map.of("pekko.persistence.journal.plugin", "pekko.persistence.journal.inmem"));
    }
  }

  /**
   * @param option {@code auto}, {@code leveldb} or a JDBC URL
   * @param decides whether this node keeps the registry
   * @throws StartRefused when a node that decides would join with a journal of its own
   */
  static JournalChoice of(String option, Path folder, String nodeId, boolean decides, boolean joins)
      throws StartRefused {
    if (!decides) {
      return new None();
    }
    if (option.startsWith("jdbc:")) {
      if (!option.startsWith("jdbc:postgresql:") && !option.startsWith("jdbc:h2:")) {
        throw new StartRefused(
            "no driver for this JDBC URL is on the class path", "Use jdbc:postgresql: or jdbc:h2:");
      }
      return new Jdbc(SyncedFiles.over(option), "");
    }
    if (!option.equals("auto") && !option.equals("leveldb")) {
      throw new StartRefused(
          "'" + option + "' is not a journal", "Use --journal auto, leveldb or a JDBC URL");
    }
    if (joins) {
      throw new StartRefused(
          "a central node that joins a cluster cannot bring a journal of its own",
          "Give all central nodes one database: --journal jdbc:postgresql://HOST/DB");
    }
    if (nativeLevelDbLoads()) {
      return new LevelDb(folder.resolve("journal"), nodeId);
    }
    if (option.equals("leveldb")) {
      throw new StartRefused(
          "LevelDB's native library does not load on " + System.getProperty("os.arch"),
          "Use --journal auto, which takes an H2 file instead");
    }
    return new Jdbc(
        SyncedFiles.over("jdbc:h2:file:" + folder.resolve("journal-h2")),
        " (LevelDB has no native library for " + System.getProperty("os.arch") + ")");
  }

  private static boolean nativeLevelDbLoads() {
    try {
      Class.forName("org.fusesource.leveldbjni.JniDBFactory");
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
