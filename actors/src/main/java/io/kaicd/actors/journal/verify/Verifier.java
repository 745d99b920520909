package io.kaicd.actors.journal.verify;

import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.EventStream;
import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.SealedSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Proves a journal: every stream is contiguous, every record holds and follows the one before it,
 * every event is understood, no record is missing that something outside knows of, each snapshot
 * says what the records say, and what no record is in can be read.
 */
public final class Verifier {
  private final Map<String, EventStream<?, ?>> shapes = new TreeMap<>();

  public Verifier(List<EventStream<?, ?>> shapes) {
    shapes.forEach(shape -> this.shapes.put(shape.name(), shape));
  }

  /**
   * A head that is known from outside the journal.
   *
   * @param by who knows, such as {@code the anchor}
   */
  public record Known(String stream, Head head, String by) {
    /** The record that a snapshot stands behind. */
    static Known of(SealedSnapshot snapshot) {
      return new Known(snapshot.stream(), snapshot.head(), "a snapshot");
    }
  }

  /**
   * @param snapshots how many say what the records say
   */
  public record Verified(String stream, Head head, int snapshots) {}

  /**
   * @throws BrokenJournal names the first record that does not hold, or where none is
   */
  public List<Verified> verify(
      RecordSource source, List<Known> known, List<SealedSnapshot> snapshots) {
    List<Known> all = new ArrayList<>(known);
    snapshots.forEach(snapshot -> all.add(Known.of(snapshot)));
    List<Verified> verified = new ArrayList<>();
    for (var count : Chain.counts(source, all).entrySet()) {
      String name = count.getKey();
      EventStream<?, ?> shape = shapes.get(name);
      if (shape == null) {
        throw new BrokenJournal(name, 1, "this version knows no such stream");
      }
      List<SealedSnapshot> states =
          snapshots.stream().filter(s -> s.stream().equals(name)).toList();
      verified.add(new Pass<>(shape, new Chain(name, all), states).over(source, count.getValue()));
    }
    source.readAll();
    return verified;
  }

  /** One stream, from its first record to its last. */
  private static final class Pass<S, E> {
    private final EventStream<S, E> shape;
    private final Chain chain;
    private final List<SealedSnapshot> snapshots;
    private S state;
    private int agreeing;

    Pass(EventStream<S, E> shape, Chain chain, List<SealedSnapshot> snapshots) {
      this.shape = shape;
      this.chain = chain;
      this.snapshots = snapshots;
      this.state = shape.empty();
    }

    Verified over(RecordSource source, long count) {
      source.each(shape.name(), this::take);
      return new Verified(shape.name(), chain.end(count), agreeing);
    }

    private void take(SealedRecord record) {
      long seq = chain.take(record).seq();
      try {
        state = shape.apply().apply(state, shape.events().decode(record.manifest(), record.body()));
      } catch (RuntimeException e) {
        BrokenJournal broken =
            new BrokenJournal(shape.name(), seq, "its event is not understood: " + record);
        broken.initCause(e);
        throw broken;
      }
      for (SealedSnapshot snapshot : snapshots) {
        if (snapshot.head().seq() == seq) {
          check(snapshot);
        }
      }
    }

    private void check(SealedSnapshot snapshot) {
      if (!snapshot.manifest().equals(shape.states().manifest())) {
        return; // another version's: a start passes it over
      }
      if (!Arrays.equals(snapshot.body(), shape.states().encode(state))) {
        throw new BrokenJournal(
            shape.name(), snapshot.head().seq(), "the snapshot says something else");
      }
      agreeing++;
    }
  }
}
