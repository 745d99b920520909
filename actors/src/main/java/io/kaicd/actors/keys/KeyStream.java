package io.kaicd.actors.keys;

import io.kaicd.actors.journal.CborEvents;
import io.kaicd.actors.journal.CborState;
import io.kaicd.actors.journal.EventStream;
import java.util.Map;

/** The keys as an event stream: their events by the names that the journal has them under. */
public final class KeyStream {
  static final EventStream<KeyState, KeyEvent> STREAM =
      new EventStream<>(
          "keys",
          KeyState.EMPTY,
          KeyState::apply,
          new CborEvents<>(
              Map.of(
                  "key-made/1", KeyEvent.KeyMade.class,
                  "key-revoked/1", KeyEvent.KeyRevoked.class)),
          new CborState<>("keys/1", KeyState.class));

  private KeyStream() {}

  /** For those who verify it. */
  public static EventStream<?, ?> shape() {
    return STREAM;
  }
}
