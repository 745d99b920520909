package io.kaicd.connector;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.RejectedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream's events say: the chunks of a chat, and where it ends. One thread at a time
 * feeds it; the chunks may be taken on another.
 */
final class ChatEvents {
  private static final int LARGEST_EVENT = 4 * 1024 * 1024;
  private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

  private final SseDecoder decoder = new SseDecoder(LARGEST_EVENT, this::event);
  private final Queue<JsonNode> chunks = new ConcurrentLinkedQueue<>();
  private final Runnable onDone;
  private volatile boolean finished;
  private boolean done;

  /**
   * @param onDone told, while bytes are fed, of the event that ends the chat
   */
  ChatEvents(Runnable onDone) {
    this.onDone = onDone;
  }

  /**
   * @throws RejectedException when an event is too large or holds no JSON
   */
  void feed(ByteBuffer bytes) {
    decoder.feed(bytes);
  }

  private void event(byte[] data, int length) {
    if (done || length == 0) {
      return;
    }
    if (isDone(data, length)) {
      done = true;
      onDone.run();
      return;
    }
    JsonNode chunk = Chat.chunk(Upstream.parse(data, length));
    finished |= Chat.finishes(chunk);
    chunks.add(chunk);
  }

  private static boolean isDone(byte[] data, int length) {
    return length >= DONE.length && Arrays.equals(data, 0, DONE.length, DONE, 0, DONE.length);
  }

  /** Whether a chunk said that the answer is finished; a count of tokens may follow it. */
  boolean finished() {
    return finished;
  }

  /** Whether the event that ends the chat has come. */
  boolean done() {
    return done;
  }

  /**
   * The bytes have ended without the event that ends the chat.
   *
   * @return whether the answer is whole all the same
   */
  boolean endWhole() {
    try {
      decoder.end();
    } catch (RejectedException e) {
      return false; // its last event is a piece
    }
    return finished;
  }

  @Nullable JsonNode poll() {
    return chunks.poll();
  }

  boolean isEmpty() {
    return chunks.isEmpty();
  }

  void clear() {
    chunks.clear();
  }
}
