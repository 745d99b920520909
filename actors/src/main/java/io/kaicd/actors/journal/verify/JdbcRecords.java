package io.kaicd.actors.journal.verify;

import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.SealedRecordSerializer;
import io.kaicd.actors.journal.SealedSnapshot;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The records in a database, in the tables of pekko-persistence-jdbc, read in one snapshot. */
public final class JdbcRecords implements RecordSource {
  private static final int FETCH = 200;

  private final Connection connection;
  private final SortedMap<String, Long> counts = new TreeMap<>();

  /**
   * @param user empty when the URL says it
   */
  public JdbcRecords(String url, String user, String password) throws SQLException {
    connection =
        user.isEmpty()
            ? DriverManager.getConnection(url)
            : DriverManager.getConnection(url, user, password);
    try {
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      try (PreparedStatement ask =
              connection.prepareStatement(
                  "SELECT \"persistence_id\", MAX(\"sequence_number\") FROM \"event_journal\""
                      + " GROUP BY \"persistence_id\"");
          ResultSet rows = ask.executeQuery()) {
        while (rows.next()) {
          counts.put(rows.getString(1), rows.getLong(2));
        }
      }
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public SortedMap<String, Long> streams() {
    return Collections.unmodifiableSortedMap(counts);
  }

  @Override
  public void each(String stream, Consumer<SealedRecord> take) {
    long next = 1;
    try (PreparedStatement ask =
        connection.prepareStatement(
            "SELECT \"sequence_number\", \"deleted\", \"event_ser_id\", \"event_ser_manifest\","
                + " \"event_payload\" FROM \"event_journal\" WHERE \"persistence_id\" = ?"
                + " ORDER BY \"sequence_number\"")) {
      ask.setString(1, stream);
      ask.setFetchSize(FETCH);
      try (ResultSet rows = ask.executeQuery()) {
        while (rows.next()) {
          next = rows.getLong(1);
          if (rows.getBoolean(2)
              || rows.getInt(3) != SealedRecordSerializer.IDENTIFIER
              || !SealedRecordSerializer.MANIFEST.equals(rows.getString(4))) {
            throw new BrokenJournal(stream, next, "it is not a sealed record");
          }
          take.accept(decoded(stream, next, rows.getBytes(5)));
          next++;
        }
      }
    } catch (SQLException e) {
      BrokenJournal broken = new BrokenJournal(stream, next, "the database cannot read it");
      broken.initCause(e);
      throw broken;
    }
  }

  /**
   * The snapshots that are kept beside the records.
   *
   * @param notes is told which are passed over
   */
  public List<SealedSnapshot> snapshots(List<String> notes) throws SQLException {
    List<SealedSnapshot> kept = new ArrayList<>();
    try (PreparedStatement ask =
            connection.prepareStatement(
                "SELECT \"persistence_id\", \"sequence_number\", \"snapshot_payload\""
                    + " FROM \"snapshot\" ORDER BY \"persistence_id\", \"sequence_number\"");
        ResultSet rows = ask.executeQuery()) {
      while (rows.next()) {
        String name = rows.getString(1) + "-" + rows.getLong(2);
        try {
          kept.add(snapshot(rows.getBytes(3), rows.getString(1), rows.getLong(2)));
        } catch (IllegalArgumentException e) {
          notes.add("the snapshot " + name + " is passed over: " + e.getMessage());
        }
      }
    }
    return kept;
  }

  private static SealedSnapshot snapshot(byte[] bytes, String stream, long seq) {
    SealedSnapshot snapshot = SealedSnapshot.of(bytes);
    if (!snapshot.stream().equals(stream) || snapshot.head().seq() != seq) {
      throw new IllegalArgumentException("it is under another one's name");
    }
    return snapshot;
  }

  /**
   * Looks, before a node recovers from it, whether a database has the record that each snapshot
   * stands behind: recovery believes a snapshot that is ahead of the records.
   *
   * @throws BrokenJournal when it has not
   */
  public static void checkBeforeStart(String url, String user, String password)
      throws SQLException {
    try (JdbcRecords records = new JdbcRecords(url, user, password)) {
      for (SealedSnapshot snapshot : records.snapshots(new ArrayList<>())) {
        records.check(snapshot);
      }
    }
  }

  private void check(SealedSnapshot snapshot) throws SQLException {
    String stream = snapshot.stream();
    long seq = snapshot.head().seq();
    try (PreparedStatement ask =
        connection.prepareStatement(
            "SELECT \"event_payload\" FROM \"event_journal\""
                + " WHERE \"persistence_id\" = ? AND \"sequence_number\" = ?")) {
      ask.setString(1, stream);
      ask.setLong(2, seq);
      try (ResultSet rows = ask.executeQuery()) {
        if (!rows.next()) {
          long there = Math.min(counts.getOrDefault(stream, 0L), seq - 1);
          throw new BrokenJournal(stream, there + 1, "missing; a snapshot knows of " + seq);
        }
        if (!Arrays.equals(decoded(stream, seq, rows.getBytes(1)).hash(), snapshot.head().hash())) {
          throw new BrokenJournal(stream, seq, "another record than a snapshot knows of");
        }
      }
    }
  }

  private static SealedRecord decoded(String stream, long seq, byte[] bytes) {
    try {
      return SealedRecord.of(bytes);
    } catch (IllegalArgumentException e) {
      BrokenJournal broken = new BrokenJournal(stream, seq, "it cannot be decoded");
      broken.initCause(e);
      throw broken;
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // nothing was written
    }
  }
}
