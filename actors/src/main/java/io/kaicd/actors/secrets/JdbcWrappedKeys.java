package io.kaicd.actors.secrets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Wrapped keys in a table, {@code kai_wrapped_key}, that all nodes of a cluster share. Rows are
 * deleted for good, once the database has vacuumed them; its own log and its backups are its
 * keeper's to let go.
 */
final class JdbcWrappedKeys implements WrappedKeys {
  private static final String TABLE =
      "CREATE TABLE IF NOT EXISTS kai_wrapped_key (id CHAR(32) PRIMARY KEY, kek CHAR(32) NOT NULL,"
          + " box BYTEA NOT NULL, written BIGINT NOT NULL)";
  private static final String UNIQUE = "23505";

  private final DataSource database;
  private final Clock clock;
  private boolean made;

  JdbcWrappedKeys(DataSource database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public void put(WrappedKey key) {
    run(
        "INSERT INTO kai_wrapped_key (id, kek, box, written) VALUES (?, ?, ?, ?)",
        statement -> {
          statement.setString(1, key.id());
          statement.setString(2, key.kek());
          statement.setBytes(3, key.box().bytes());
          statement.setLong(4, clock.millis());
          return statement.executeUpdate();
        });
  }

  @Override
  public Optional<WrappedKey> get(String id) {
    return run(
        "SELECT kek, box FROM kai_wrapped_key WHERE id = ?",
        statement -> {
          statement.setString(1, id);
          try (ResultSet row = statement.executeQuery()) {
            return row.next()
                ? Optional.of(new WrappedKey(id, row.getString(1), new Box(row.getBytes(2))))
                : Optional.empty();
          }
        });
  }

  @Override
  public boolean replace(WrappedKey was, WrappedKey next) {
    return was.id().equals(next.id())
        && run(
                "UPDATE kai_wrapped_key SET kek = ?, box = ?, written = ?"
                    + " WHERE id = ? AND kek = ? AND box = ?",
                statement -> {
                  statement.setString(1, next.kek());
                  statement.setBytes(2, next.box().bytes());
                  statement.setLong(3, clock.millis());
                  statement.setString(4, was.id());
                  statement.setString(5, was.kek());
                  statement.setBytes(6, was.box().bytes());
                  return statement.executeUpdate();
                })
            == 1;
  }

  @Override
  public void delete(String id) {
    run(
        "DELETE FROM kai_wrapped_key WHERE id = ?",
        statement -> {
          statement.setString(1, id);
          return statement.executeUpdate();
        });
  }

  @Override
  public List<Listed> list() {
    return run(
        "SELECT id, written FROM kai_wrapped_key",
        statement -> {
          List<Listed> found = new ArrayList<>();
          try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              found.add(new Listed(rows.getString(1), Instant.ofEpochMilli(rows.getLong(2))));
            }
          }
          return found;
        });
  }

  private interface Use<T> {
    T of(PreparedStatement statement) throws SQLException;
  }

  private <T> T run(String sql, Use<T> use) {
    try (Connection connection = database.getConnection()) {
      makeTable(connection);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        return use.of(statement);
      }
    } catch (SQLException e) {
      if (UNIQUE.equals(e.getSQLState())) {
        throw new IllegalStateException("there is a key of that id", e);
      }
      throw new UncheckedIOException(new IOException("the database refused", e));
    }
  }

  private synchronized void makeTable(Connection connection) throws SQLException {
    if (!made) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(TABLE);
      } catch (SQLException e) {
        // Two nodes that make it at once: PostgreSQL lets one of them fail.
        try (Statement again = connection.createStatement()) {
          again.execute(TABLE);
        }
      }
      made = true;
    }
  }
}
