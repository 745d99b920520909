package io.kaicd.vectorstore;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.lucene.document.Document;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;

/** A change of a collection that waits for its commit, and what its caller waits for. */
sealed interface Write {
  CompletableFuture<JsonNode> reply();

  /** For the size of a commit: about how many points it touches. */
  int weight();

  /** Adds points, or puts them in place of those with the same ids. */
  record Put(Map<BytesRef, Document> points, CompletableFuture<JsonNode> reply) implements Write {
    @Override
    public int weight() {
      return points.size();
    }
  }

  /** Commits what merges have made. */
  record Keep(CompletableFuture<JsonNode> reply) implements Write {
    @Override
    public int weight() {
      return 1;
    }
  }

  /** Starts to make few segments of many. */
  record Consolidate(CompletableFuture<JsonNode> reply) implements Write {
    @Override
    public int weight() {
      return 1;
    }
  }

  /** Removes the points that match. */
  record Remove(Query matching, CompletableFuture<JsonNode> reply) implements Write {
    /** Each is counted beside those before it, so few share a commit. */
    private static final int WEIGHT = 1000;

    @Override
    public int weight() {
      return WEIGHT;
    }
  }
}
