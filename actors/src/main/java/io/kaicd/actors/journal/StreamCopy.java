package io.kaicd.actors.journal;

import io.kaicd.message.StreamProtocol.Change;
import io.kaicd.message.StreamProtocol.Changes;
import io.kaicd.message.StreamProtocol.Part;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** A copy of an entity's state that follows it, and knows when it has lost the thread. */
public final class StreamCopy<S, E> {
  /** To be followed from when nothing is known. */
  public static final long NOTHING = -1;

  private final EventStream<S, E> stream;
  private final List<Part> parts = new ArrayList<>();
  private S state;
  private long revision;
  private boolean synced;
  private boolean everSynced;

  public StreamCopy(EventStream<S, E> stream) {
    this.stream = stream;
    this.state = stream.empty();
  }

  public S state() {
    return state;
  }

  /** The number of the last event in the state. */
  public long revision() {
    return revision;
  }

  /** Whether there has been a whole state, be it an old one. */
  public boolean any() {
    return everSynced;
  }

  public long from() {
    return synced ? revision : NOTHING;
  }

  /** Whether the entity's head is what this copy has reached. */
  public boolean current(long head) {
    if (head < revision) {
      synced = false; // another journal than before: its whole state is wanted
    }
    return synced && head == revision;
  }

  /**
   * Takes events; false when some before them are missing, and they are to be asked for again.
   *
   * @throws RuntimeException when this version does not know an event, or cannot apply it; the
   *     whole state is wanted then
   */
  public boolean take(Changes changes) {
    if (!synced || changes.after() > revision) {
      return false;
    }
    long skip = revision - changes.after();
    S next = state;
    long reached = revision;
    for (Change change : changes.changes()) {
      if (skip-- <= 0) {
        try {
          E event = stream.events().decode(change.manifest(), change.body());
          next = stream.apply().apply(next, event);
          reached++;
        } catch (RuntimeException e) {
          synced = false;
          throw e;
        }
      }
    }
    state = next;
    revision = reached;
    return true;
  }

  /**
   * Takes a part; true when it was the last one and the state is whole.
   *
   * @throws RuntimeException when this version does not know such a state; it is wanted again
   */
  public boolean take(Part part) {
    if (part.index() == 0) {
      parts.clear();
    }
    boolean next =
        part.index() == parts.size()
            && (parts.isEmpty() || parts.getFirst().revision() == part.revision());
    if (!next) {
      return false;
    }
    parts.add(part);
    if (!part.last()) {
      return false;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    parts.forEach(p -> bytes.writeBytes(p.bytes()));
    parts.clear();
    synced = false; // until it is read
    state = stream.states().decode(part.manifest(), bytes.toByteArray());
    revision = part.revision();
    synced = true;
    everSynced = true;
    return true;
  }
}
