package io.kaicd.actors.secrets;

import java.nio.file.Path;
import java.time.Clock;
import javax.sql.DataSource;

/** Where a vault's wrapped keys are kept, for those who keep them while no node runs. */
public final class KeyStore {
  private final WrappedKeys keys;

  private KeyStore(WrappedKeys keys) {
    this.keys = keys;
  }

  public static KeyStore ofFolder(Path dataFolder) {
    return new KeyStore(new FileWrappedKeys(dataFolder.resolve("vault").resolve("keys")));
  }

  public static KeyStore ofDatabase(DataSource database) {
    return new KeyStore(new JdbcWrappedKeys(database, Clock.systemUTC()));
  }

  WrappedKeys keys() {
    return keys;
  }
}
