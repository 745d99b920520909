package io.kaicd.vectorstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.lucene.document.Document;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;

/**
 * One collection: checks what is asked of it, hands writes to its lane, and searches what is
 * committed. Safe for any number of threads.
 */
final class VectorCollection {
  private final CollectionSpec spec;
  private final CommittedIndex index;
  private final WriteLane lane;
  private final Supplier<VectorStoreSettings> settings;
  private final Lull lull;

  VectorCollection(
      CollectionSpec spec,
      Path folder,
      Disk disk,
      Executor threads,
      Supplier<VectorStoreSettings> settings,
      Duration quiet) {
    this.spec = spec;
    this.settings = settings;
    this.index =
        new CommittedIndex(
            "collection " + spec.name(),
            folder,
            disk,
            () -> settings.get().minFreeBytes(),
            this::keepMerged);
    this.lane = new WriteLane(new GroupCommit(index), threads, settings);
    this.lull = new Lull(quiet, threads, this::consolidate);
  }

  /** Searches see commits only: without one, they would not gain from a merge. */
  private void keepMerged() {
    lane.submit(new Write.Keep(new CompletableFuture<>()));
  }

  private void consolidate() {
    lane.submit(new Write.Consolidate(new CompletableFuture<>()));
  }

  CollectionSpec spec() {
    return spec;
  }

  /** What keeps it from working as it should; empty when nothing does. */
  String problem() {
    return index.problem();
  }

  CompletableFuture<JsonNode> upsert(JsonNode input) {
    Map<BytesRef, Document> points = Points.read(input.required("points"), spec);
    CompletableFuture<JsonNode> reply = new CompletableFuture<>();
    lull.note();
    lane.submit(new Write.Put(points, reply));
    return reply;
  }

  CompletableFuture<JsonNode> delete(JsonNode input) {
    CompletableFuture<JsonNode> reply = new CompletableFuture<>();
    lane.submit(new Write.Remove(matching(input), reply));
    return reply;
  }

  /** An id that no point can have matches none. */
  private static Query matching(JsonNode input) {
    if (input.has("filter")) {
      return Filters.query(input.get("filter"));
    }
    List<BytesRef> ids = new ArrayList<>();
    for (JsonNode id : input.required("ids")) {
      BytesRef term = PointId.term(id);
      if (term != null) {
        ids.add(term);
      }
    }
    return new TermInSetQuery(PointFields.ID, ids);
  }

  JsonNode query(JsonNode input) {
    Nearest nearest = new Nearest(input, spec, settings.get().candidates());
    return index.read(nearest::in);
  }

  int points() {
    return index.read(VectorCollection::count);
  }

  private static int count(IndexSearcher searcher) {
    return searcher.getIndexReader().numDocs();
  }

  ObjectNode describe() {
    return spec.toJson().put("points", points());
  }

  static ObjectNode deleted(long count) {
    return JsonNodeFactory.instance.objectNode().put("deleted", count);
  }

  /** Answers the writes that wait, then lets go of its files. */
  void close() {
    lane.close();
    index.close();
  }
}
