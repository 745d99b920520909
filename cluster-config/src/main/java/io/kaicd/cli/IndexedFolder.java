package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a collection holds of one folder. Each point's payload says which folder ({@code source}),
 * which document ({@code path}), which passage of it ({@code part}), and the digest of the whole
 * document. A document's passage 0 is written last, so that its digest is there only when all of
 * the document is.
 */
final class IndexedFolder {
  private static final int PAGE = 1_000; // the most that a query gives
  private static final int PATHS = 256;
  private static final long SLOTS = 1L << 31;

  private final Collection collection;
  private final String source;

  IndexedFolder(Collection collection, String source) {
    this.collection = collection;
    this.source = source;
  }

  /** Digests by path. */
  Map<String, String> digests() throws Refused, Unreachable, InterruptedException {
    Map<String, String> digests = new TreeMap<>();
    if (collection.dimension() > 0) {
      read(0, SLOTS, digests);
    }
    return digests;
  }

  // A query gives a page at most and has no next one, so a full page is halved by slot.
  private void read(long from, long to, Map<String, String> digests)
      throws Refused, Unreachable, InterruptedException {
    ObjectNode filter = mine();
    must(filter).addObject().put("key", "part").putObject("match").put("value", 0);
    must(filter).addObject().put("key", "slot").putObject("range").put("gte", from).put("lt", to);
    JsonNode found = collection.some(filter, PAGE);
    if (found.size() == PAGE && to - from > 1) {
      long middle = (from + to) / 2;
      read(from, middle, digests);
      read(middle, to, digests);
      return;
    }
    for (JsonNode point : found) {
      JsonNode payload = point.path("payload");
      digests.put(payload.path("path").asText(), payload.path("digest").asText());
    }
  }

  ObjectNode point(Passage passage, ArrayNode vector) {
    ObjectNode point = Json.shared().createObjectNode();
    String key = source + "\n" + passage.path() + "\n" + passage.part();
    point.put("id", Digests.hex(key).substring(0, 32));
    point.set("vector", vector);
    point
        .putObject("payload")
        .put("source", source)
        .put("path", passage.path())
        .put("part", passage.part())
        .put("slot", Integer.parseUnsignedInt(Digests.hex(passage.path()), 0, 7, 16))
        .put("digest", passage.digest())
        .put("text", passage.text());
    return point;
  }

  /** Deletes a document's passages from a number on. */
  void shorten(String path, int parts) throws Refused, Unreachable, InterruptedException {
    ObjectNode filter = mine();
    must(filter).addObject().put("key", "path").putObject("match").put("value", path);
    must(filter).addObject().put("key", "part").putObject("range").put("gte", parts);
    collection.delete(filter);
  }

  /** Deletes documents. */
  void forget(List<String> paths) throws Refused, Unreachable, InterruptedException {
    for (int from = 0; from < paths.size(); from += PATHS) {
      ObjectNode filter = mine();
      ArrayNode any =
          must(filter).addObject().put("key", "path").putObject("match").putArray("any");
      paths.subList(from, Math.min(paths.size(), from + PATHS)).forEach(any::add);
      collection.delete(filter);
    }
  }

  private ObjectNode mine() {
    ObjectNode filter = Json.shared().createObjectNode();
    must(filter).addObject().put("key", "source").putObject("match").put("value", source);
    return filter;
  }

  private static ArrayNode must(ObjectNode filter) {
    return filter.withArray("/must");
  }

  /**
   * A part of a document.
   *
   * @param digest of the whole document
   */
  record Passage(String path, int part, String digest, String text) {}
}
