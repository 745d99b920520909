package io.kaicd.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.kaicd.actors.journal.Anchor;
import io.kaicd.actors.journal.Restore;
import io.kaicd.actors.journal.verify.Backup;
import io.kaicd.actors.journal.verify.JdbcRecords;
import io.kaicd.actors.journal.verify.Verifier.Verified;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.jdbc.testkit.javadsl.SchemaUtils;

/** Fills an empty journal from a backup; the same records, so every hash stays. */
public final class JournalRestore {
  private static final Duration STOPPING = Duration.ofSeconds(30);

  private JournalRestore() {}

  /**
   * @param option as {@code run --journal} takes it
   * @return the streams as they are now
   * @throws StartRefused when the folder is in use or holds a journal, or the database has one
   * @throws io.kaicd.actors.journal.BrokenJournal when the backup does not hold; nothing is written
   *     then
   */
  public static List<Verified> restore(Backup backup, Path data, String option)
      throws StartRefused {
    List<Verified> verified = Streams.verifier().verify(backup, backup.heads(), List.of());
    try (DataFolder folder = DataFolder.open(data)) {
      requireEmpty(folder.path());
      JournalChoice journal = JournalChoice.of(option, folder.path(), folder.nodeId(), true, false);
      ActorSystem<Void> system =
          ActorSystem.create(Behaviors.empty(), "kai-restore", config(journal));
      try {
        if (journal instanceof JournalChoice.Jdbc jdbc) {
          SchemaUtils.createIfNotExists(system).toCompletableFuture().join();
          requireEmpty(jdbc, system.settings().config());
        }
        // Anchors first: a node that starts on half a restore refuses, and names what is missing.
        Path anchors = folder.path().resolve("anchors");
        verified.forEach(one -> new Anchor(anchors, one.stream()).write(one.head()));
        Restore restore = new Restore(system);
        verified.forEach(one -> restore.stream(backup, one.stream()));
      } catch (CompletionException | IllegalStateException e) {
        throw new StartRefused(
            "the journal " + journal.label() + " was not filled: " + e.getMessage(),
            "Remove what is in it, and try again");
      } finally {
        system.terminate();
        system
            .getWhenTerminated()
            .toCompletableFuture()
            .orTimeout(STOPPING.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
            .join();
      }
    }
    return verified;
  }

  // Its log is for nobody: what goes wrong is said on the terminal.
  private static Config config(JournalChoice journal) {
    return ConfigFactory.load(
        ConfigFactory.parseString(
                "pekko.actor.provider = local\npekko.loggers = []\npekko.loglevel = OFF\n"
                    + "pekko.coordinated-shutdown.exit-jvm = off")
            .withFallback(journal.configuration())
            .withFallback(ConfigFactory.parseResources("application.conf")));
  }

  private static void requireEmpty(Path data) throws StartRefused {
    for (String name : List.of("journal", "journal-h2.mv.db", "anchors", "snapshots")) {
      if (Files.exists(data.resolve(name))) {
        throw new StartRefused(
            "the data folder %s has a journal, or a part of one: %s".formatted(data, name),
            "Name an empty folder with --data");
      }
    }
  }

  private static void requireEmpty(JournalChoice.Jdbc journal, Config config) throws StartRefused {
    String user = config.getString("kai.jdbc.slick.db.user");
    String password = config.getString("kai.jdbc.slick.db.password");
    try (JdbcRecords there = new JdbcRecords(journal.url(), user, password)) {
      List<String> unread = new ArrayList<>();
      boolean snapshots = !there.snapshots(unread).isEmpty() || !unread.isEmpty();
      if (snapshots || !there.streams().isEmpty()) {
        throw new StartRefused(
            "the database %s has %s"
                .formatted(journal.label(), snapshots ? "snapshots of a journal" : "a journal"),
            "Name an empty database");
      }
    } catch (SQLException e) {
      throw new StartRefused(
          "the database " + journal.label() + " does not answer", "Check its address and user");
    }
  }
}
