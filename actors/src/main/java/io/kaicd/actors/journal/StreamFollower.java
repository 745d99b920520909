package io.kaicd.actors.journal;

import io.kaicd.message.StreamProtocol;
import io.kaicd.message.StreamProtocol.Feed;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.slf4j.Logger;

/**
 * Keeps a copy of a stream's state in step with what its entity feeds, and asks for what is
 * missing. What this version cannot read leaves the state as it was: the whole one is asked for.
 */
public final class StreamFollower<S, E> {
  private final StreamCopy<S, E> copy;
  private final LongConsumer ask;
  private final Logger log;

  /**
   * @param ask asks the entity for what is after a revision
   */
  public StreamFollower(EventStream<S, E> stream, LongConsumer ask, Logger log) {
    this.copy = new StreamCopy<>(stream);
    this.ask = ask;
    this.log = log;
  }

  public S state() {
    return copy.state();
  }

  public long revision() {
    return copy.revision();
  }

  /** Whether there has been a whole state, be it an old one. */
  public boolean any() {
    return copy.any();
  }

  /** Asks the entity for what is missing, or says that one still follows. */
  public void follow() {
    ask.accept(copy.from());
  }

  /** Takes what the entity feeds; true when it led to another state. */
  public boolean take(Feed feed) {
    return switch (feed) {
      case StreamProtocol.Current(long revision) -> {
        if (!copy.current(revision)) {
          follow();
        }
        yield false;
      }
      case StreamProtocol.Changes changes -> {
        boolean taken = taken(() -> copy.take(changes));
        if (!taken) {
          follow();
        }
        yield taken;
      }
      // A whole state that does not read is asked for at the next beat only: it is not small.
      case StreamProtocol.Part part -> taken(() -> copy.take(part));
    };
  }

  private boolean taken(BooleanSupplier taking) {
    try {
      return taking.getAsBoolean();
    } catch (RuntimeException e) {
      log.warn("what this version of the host does not know, or cannot apply", e);
      return false;
    }
  }
}
