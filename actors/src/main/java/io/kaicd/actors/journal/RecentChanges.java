package io.kaicd.actors.journal;

import io.kaicd.message.StreamProtocol.Change;
import io.kaicd.message.StreamProtocol.Changes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The last events, bounded in number and in bytes, for followers that lack only these. */
final class RecentChanges {
  private static final int MOST = 1_000;
  private static final int MOST_BYTES = 8 * 1024 * 1024;

  private final ArrayDeque<Change> changes = new ArrayDeque<>();
  private long head;
  private int bytes;

  void add(long seq, Change change) {
    head = seq;
    changes.addLast(change);
    bytes += change.body().length;
    while (changes.size() > MOST || (bytes > MOST_BYTES && changes.size() > 1)) {
      bytes -= changes.removeFirst().body().length;
    }
  }

  /**
   * The events after a revision, in messages of at most {@value StateParts#MOST_BYTES} bytes or one
   * event; empty when some of them are no longer remembered.
   */
  Optional<List<Changes>> after(long revision) {
    long missing = head - revision;
    if (missing < 0 || missing > changes.size()) {
      return Optional.empty();
    }
    List<Change> wanted = last((int) missing);
    List<Changes> messages = new ArrayList<>();
    int from = 0;
    int size = 0;
    for (int i = 0; i < wanted.size(); i++) {
      int next = wanted.get(i).body().length;
      if (i > from && size + next > StateParts.MOST_BYTES) {
        messages.add(new Changes(revision + from, List.copyOf(wanted.subList(from, i))));
        from = i;
        size = 0;
      }
      size += next;
    }
    if (from < wanted.size()) {
      messages.add(new Changes(revision + from, List.copyOf(wanted.subList(from, wanted.size()))));
    }
    return Optional.of(messages);
  }

  /** From the end, since the newest is asked for at each change. */
  private List<Change> last(int count) {
    Change[] last = new Change[count];
    Iterator<Change> newest = changes.descendingIterator();
    for (int i = count - 1; i >= 0; i--) {
      last[i] = newest.next();
    }
    return List.of(last);
  }
}
