package io.kaicd.actors.journal.verify;

import io.kaicd.actors.journal.SealedRecord;
import java.util.SortedMap;
import java.util.function.Consumer;

/** The sealed records of a journal or a backup, as they are kept; nothing about them is checked. */
public interface RecordSource extends AutoCloseable {
  /** The streams by name, each with the number of records that the source itself counts. */
  SortedMap<String, Long> streams();

  /**
   * Hands on a stream's records in the order that they are kept in.
   *
   * @throws io.kaicd.actors.journal.BrokenJournal at the first that cannot be read
   */
  void each(String stream, Consumer<SealedRecord> take);

  /**
   * Reads also what no record of a stream is in; a source that has nothing else has read it all.
   *
   * @throws io.kaicd.actors.journal.BrokenJournal names where it cannot be read
   */
  default void readAll() {}

  @Override
  void close();
}
