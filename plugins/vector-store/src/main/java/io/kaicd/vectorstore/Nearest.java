package io.kaicd.vectorstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues.DocIndexIterator;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * One query. More candidates are looked for than are asked for, since that is what makes an
 * approximate search find the true neighbours; of the best, scores are computed anew from the
 * vectors, since Lucene's are scaled in a way that loses small distances.
 */
final class Nearest {
  private static final int DEFAULT_LIMIT = 10;

  /** Up to this many vectors in a graph, the configured candidates find the true neighbours. */
  private static final double SMALL_GRAPH = 12_500;

  private final PreparedVector target;
  private final CollectionSpec spec;
  private final int limit;
  private final int candidates;
  private final @Nullable JsonNode filter;
  private final boolean withVector;
  private final boolean withPayload;

  /** Checks the input before anything is opened. */
  Nearest(JsonNode input, CollectionSpec spec, int candidates) {
    this.target = PreparedVector.of(input.required("vector"), spec, "/vector");
    this.spec = spec;
    this.limit = input.path("limit").asInt(DEFAULT_LIMIT);
    this.candidates = candidates;
    JsonNode given = input.path("filter");
    this.filter = given.isObject() && !Filters.isEmpty(given) ? given : null;
    this.withVector = input.path("withVector").asBoolean(false);
    this.withPayload = input.path("withPayload").asBoolean(true);
  }

  JsonNode in(IndexSearcher searcher) throws IOException {
    NearestQuery query =
        new NearestQuery(
            target.values(),
            Math.max(inSight(candidates, searcher), 2 * limit),
            filter == null ? null : Filters.query(filter));
    ScoreDoc[] found = searcher.search(query, limit).scoreDocs;
    Arrays.sort(found, Comparator.comparingInt(hit -> hit.doc)); // doc values only go forward
    Hit[] hits = read(found, searcher.getIndexReader().leaves());
    Arrays.sort(hits, (a, b) -> spec.distance().compare(a.score, b.score));
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    ArrayNode points = reply.putArray("points");
    for (Hit hit : hits) {
      points.add(hit.json);
    }
    return reply;
  }

  /**
   * A larger graph needs more candidates for the same recall: as many again for each time that it
   * is twice as large (measured: recall@10 of 0.99 takes 128 among 12,500 vectors, 512 among
   * 100,000).
   */
  static int inSight(int candidates, IndexSearcher searcher) {
    int largest = 0;
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      largest = Math.max(largest, leaf.reader().maxDoc());
    }
    double doublings = Math.max(0, Math.log(largest / SMALL_GRAPH) / Math.log(2));
    return (int) (candidates * (1 + doublings));
  }

  private Hit[] read(ScoreDoc[] found, List<LeafReaderContext> leaves) throws IOException {
    Hit[] hits = new Hit[found.length];
    int next = 0;
    while (next < found.length) {
      LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(found[next].doc, leaves));
      LeafHits reader = new LeafHits(leaf.reader());
      int end = leaf.docBase + leaf.reader().maxDoc();
      for (; next < found.length && found[next].doc < end; next++) {
        hits[next] = reader.read(found[next].doc - leaf.docBase);
      }
    }
    return hits;
  }

  private record Hit(float score, ObjectNode json) {}

  /** Reads the hits of one segment, in the order of their documents. */
  private final class LeafHits {
    private final FloatVectorValues vectors;
    private final DocIndexIterator ordinals;
    private final BinaryDocValues ids;
    private final @Nullable BinaryDocValues payloads;
    private final @Nullable NumericDocValues lengths;

    LeafHits(LeafReader leaf) throws IOException {
      vectors = leaf.getFloatVectorValues(PointFields.VECTOR);
      ordinals = vectors.iterator();
      ids = leaf.getBinaryDocValues(PointFields.ID);
      payloads = withPayload ? leaf.getBinaryDocValues(PointFields.PAYLOAD) : null;
      lengths = withVector ? leaf.getNumericDocValues(PointFields.LENGTH) : null;
    }

    Hit read(int doc) throws IOException {
      ordinals.advance(doc);
      float[] vector = vectors.vectorValue(ordinals.index());
      float score = spec.distance().score(target.values(), vector);
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      ids.advanceExact(doc);
      json.set("id", PointId.json(ids.binaryValue()));
      json.put("score", score);
      if (payloads != null && payloads.advanceExact(doc)) {
        BytesRef bytes = payloads.binaryValue();
        json.set("payload", Json.parse(bytes.bytes, bytes.offset, bytes.length));
      }
      if (withVector) {
        float length =
            lengths != null && lengths.advanceExact(doc)
                ? Float.intBitsToFloat((int) lengths.longValue())
                : 1f;
        ArrayNode numbers = json.putArray("vector");
        for (float value : vector) {
          numbers.add(value * length);
        }
      }
      return new Hit(score, json);
    }
  }
}
