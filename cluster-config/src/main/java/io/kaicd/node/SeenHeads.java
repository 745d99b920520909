package io.kaicd.node;

import io.kaicd.actors.journal.Head;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The heads that a node has seen, so that each look at the journal reads only what came since: the
 * anchors of a node that does not keep the streams stand still.
 */
final class SeenHeads {
  private final Map<String, Head> seen = new ConcurrentHashMap<>();

  /**
   * @param from reads the head of the stream, from one that it has at least
   */
  CompletionStage<Head> head(
      String stream, Head anchored, Function<Head, CompletionStage<Head>> from) {
    return from.apply(later(anchored, seen.getOrDefault(stream, Head.NONE)))
        .thenApply(
            head -> {
              seen.merge(stream, head, SeenHeads::later);
              return head;
            });
  }

  private static Head later(Head one, Head other) {
    return one.seq() >= other.seq() ? one : other;
  }
}
