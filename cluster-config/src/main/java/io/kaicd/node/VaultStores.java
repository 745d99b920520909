package io.kaicd.node;

import com.typesafe.config.Config;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.kaicd.actors.journal.verify.H2Copy;
import io.kaicd.actors.secrets.VaultRoom;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;

/** Where a node keeps its vault's wrapped keys: beside its journal, whatever that is. */
final class VaultStores {
  private static final int CONNECTIONS = 2;
  private static final String SECONDS = "10"; // twice as long as anybody waits for an answer

  private VaultStores() {}

  static VaultRoom.Store of(JournalChoice journal, ActorSystem<?> system) {
    return switch (journal) {
      case JournalChoice.LevelDb _ -> new VaultRoom.Store(true, null);
      case JournalChoice.None _ -> new VaultRoom.Store(false, null);
      // An H2 file is this node's own, and keeps what was deleted until it is compacted.
      case JournalChoice.Jdbc jdbc ->
          ownFile(jdbc.url())
              ? new VaultRoom.Store(true, null)
              : new VaultRoom.Store(true, pool(jdbc.url(), system));
    };
  }

  /** Whether a database is one node's own, so that its keys are in the data folder. */
  static boolean ownFile(String url) {
    return H2Copy.file(url).isPresent();
  }

  private static HikariDataSource pool(String url, ActorSystem<?> system) {
    Config db = system.settings().config().getConfig("kai.jdbc.slick.db");
    HikariDataSource pool = new HikariDataSource(settings(url, db));
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseActorSystemTerminate(),
            "close-vault-store",
            () -> {
              pool.close();
              return CompletableFuture.completedFuture(Done.getInstance());
            });
    return pool;
  }

  /** A database that does not answer is given up; its URL may say otherwise. */
  static HikariConfig settings(String url, Config db) {
    HikariConfig settings = new HikariConfig();
    settings.setPoolName("kai-vault");
    settings.setJdbcUrl(url);
    settings.setUsername(db.getString("user"));
    settings.setPassword(db.getString("password"));
    settings.setMaximumPoolSize(CONNECTIONS);
    settings.setMinimumIdle(0);
    settings.setConnectionTimeout(db.getLong("connectionTimeout"));
    settings.setInitializationFailTimeout(-1); // the journal says it when the database is away
    if (url.startsWith("jdbc:postgresql:")) {
      settings.addDataSourceProperty("socketTimeout", SECONDS);
      settings.addDataSourceProperty("connectTimeout", SECONDS);
    }
    return settings;
  }
}
