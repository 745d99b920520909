package io.kaicd.node;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.kaicd.actors.secrets.KeyStore;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A vault's store of wrapped keys, opened while no node runs, or to be read while one does. */
public final class KeyStores {
  private KeyStores() {}

  /** What is done with it; the store is closed after it. */
  public interface Use<T> {
    T of(KeyStore store) throws IOException;
  }

  /**
   * @param url of the cluster's database; null, or of a file of the data folder, for its own store
   */
  public static <T> T use(Path data, @Nullable String url, String user, String password, Use<T> use)
      throws IOException {
    if (url == null || VaultStores.ownFile(url)) {
      return use.of(KeyStore.ofFolder(data));
    }
    HikariConfig settings = new HikariConfig();
    settings.setPoolName("kai-vault-keys");
    settings.setJdbcUrl(url);
    if (!user.isEmpty()) {
      settings.setUsername(user);
      settings.setPassword(password);
    }
    settings.setMaximumPoolSize(1);
    settings.setInitializationFailTimeout(-1); // the first use says it when the database is away
    try (HikariDataSource pool = new HikariDataSource(settings)) {
      return use.of(KeyStore.ofDatabase(pool));
    }
  }

  /**
   * The same, with the data folder held, so that no node runs on it.
   *
   * @throws StartRefused when one does
   */
  public static <T> T useAlone(
      Path data, @Nullable String url, String user, String password, Use<T> use)
      throws IOException, StartRefused {
    try (DataFolder folder = DataFolder.open(data)) {
      return use(folder.path(), url, user, password, use);
    }
  }
}
