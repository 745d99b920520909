package io.kaicd.actors.journal.verify;

import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.verify.Verifier.Known;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One stream's records in their order: each follows the one before, and none is missing, or
 * another, that something outside knows of. What is in them is not looked at.
 */
final class Chain {
  private final String stream;
  private final List<Known> known;
  private Head head = Head.NONE;

  /**
   * @param known of this stream or of any
   */
  Chain(String stream, List<Known> known) {
    this.stream = stream;
    this.known = known.stream().filter(k -> k.stream().equals(stream)).toList();
  }

  /**
   * Proves the chains of all streams, and that the rest of the source can be read.
   *
   * @throws BrokenJournal names the first record that does not hold, or where none is
   */
  static void all(RecordSource source, List<Known> known) {
    counts(source, known)
        .forEach(
            (stream, count) -> {
              Chain chain = new Chain(stream, known);
              source.each(stream, chain::take);
              chain.end(count);
            });
    source.readAll();
  }

  /** The source's own counts, with 0 of the streams that only something outside knows of. */
  static Map<String, Long> counts(RecordSource source, List<Known> known) {
    Map<String, Long> counts = new TreeMap<>(source.streams());
    known.stream().filter(k -> k.head().seq() > 0).forEach(k -> counts.putIfAbsent(k.stream(), 0L));
    return counts;
  }

  Head take(SealedRecord record) {
    head = record.follows(stream, head);
    for (Known k : known) {
      if (k.head().seq() == head.seq() && !Arrays.equals(k.head().hash(), head.hash())) {
        throw new BrokenJournal(stream, head.seq(), "another record than " + k.by() + " knows of");
      }
    }
    return head;
  }

  /**
   * @param count how many the source itself counts
   */
  Head end(long count) {
    if (count > head.seq()) {
      throw missing("the journal", count);
    }
    for (Known k : known) {
      if (k.head().seq() > head.seq()) {
        throw missing(k.by(), k.head().seq());
      }
    }
    return head;
  }

  private BrokenJournal missing(String by, long count) {
    return new BrokenJournal(stream, head.seq() + 1, "missing; " + by + " knows of " + count);
  }
}
