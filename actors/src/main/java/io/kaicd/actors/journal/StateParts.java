package io.kaicd.actors.journal;

import io.kaicd.message.StreamProtocol.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A whole state in messages that fit a frame: an oversize one would be dropped without a word. */
final class StateParts {
  static final int MOST_BYTES = 512 * 1024;

  private StateParts() {}

  static List<Part> of(long revision, String manifest, byte[] state) {
    List<Part> parts = new ArrayList<>();
    int from = 0;
    do {
      int to = Math.min(state.length, from + MOST_BYTES);
      byte[] bytes = Arrays.copyOfRange(state, from, to);
      parts.add(new Part(revision, parts.size(), to == state.length, manifest, bytes));
      from = to;
    } while (from < state.length);
    return parts;
  }
}
