package io.kaicd.actors.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * How what was written under an older manifest becomes what is read today, step by step: {@code
 * secret-put/1} to {@code secret-put/2} to {@code secret-put/3}. Nothing is written under an older
 * one, and nothing in the journal is changed: its records are sealed.
 */
public final class Migrations {
  /** Of what has one version only. */
  public static final Migrations NONE = new Migrations(Map.of());

  private final Map<String, Step> steps;

  private record Step(String to, UnaryOperator<ObjectNode> change) {}

  private Migrations(Map<String, Step> steps) {
    this.steps = steps;
  }

  /**
   * These and one more.
   *
   * @param from the older manifest
   * @param to the next newer one
   * @param change pure; is given a tree of its own, which it may change and return
   */
  public Migrations and(String from, String to, UnaryOperator<ObjectNode> change) {
    Map<String, Step> more = new TreeMap<>(steps);
    if (more.putIfAbsent(from, new Step(to, change)) != null) {
      throw new IllegalArgumentException("two ways on from " + from);
    }
    for (String at = to; more.containsKey(at); at = more.get(at).to()) {
      if (more.get(at).to().equals(from)) {
        throw new IllegalArgumentException("no end to the ways on from " + from);
      }
    }
    return new Migrations(Map.copyOf(more));
  }

  /** The manifests that are read and no longer written. */
  Set<String> older() {
    return steps.keySet();
  }

  /** The manifest that a way on from this one ends at; itself when there is none. */
  String newest(String manifest) {
    Step step = steps.get(manifest);
    return step == null ? manifest : newest(step.to());
  }

  /**
   * Reads bytes that were written under a manifest as a value of today's type.
   *
   * @throws IllegalArgumentException when they are not such a value
   */
  <T> T read(String manifest, byte[] bytes, Class<T> type) {
    try {
      if (!steps.containsKey(manifest)) {
        return CborEvents.CBOR.readValue(bytes, type);
      }
      JsonNode tree = CborEvents.CBOR.readTree(bytes);
      for (Step at = steps.get(manifest); at != null; at = steps.get(at.to())) {
        tree = at.change().apply((ObjectNode) tree);
      }
      return CborEvents.CBOR.treeToValue(tree, type);
    } catch (IOException | RuntimeException e) { // a change may meet bytes that are no such value
      throw new IllegalArgumentException(manifest + " that does not decode", e);
    }
  }
}
