package io.kaicd.vectorstore;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** The contract's filter as a Lucene query. A filter without conditions matches every point. */
final class Filters {
  private Filters() {}

  static boolean isEmpty(JsonNode filter) {
    return filter.path("must").isEmpty()
        && filter.path("should").isEmpty()
        && filter.path("must_not").isEmpty();
  }

  static Query query(JsonNode filter) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    all.add(MatchAllDocsQuery.INSTANCE, Occur.FILTER);
    filter.path("must").forEach(c -> all.add(condition(c), Occur.FILTER));
    filter.path("must_not").forEach(c -> all.add(condition(c), Occur.MUST_NOT));
    if (!filter.path("should").isEmpty()) {
      BooleanQuery.Builder any = new BooleanQuery.Builder();
      filter.path("should").forEach(c -> any.add(condition(c), Occur.SHOULD));
      all.add(any.build(), Occur.FILTER);
    }
    return all.build();
  }

  private static Query condition(JsonNode condition) {
    String key = condition.required("key").textValue();
    return condition.has("match")
        ? match(key, condition.get("match"))
        : range(key, condition.required("range"));
  }

  private static Query match(String key, JsonNode match) {
    if (match.has("value")) {
      return new TermQuery(
          new Term(PayloadFields.TERMS, PayloadFields.termOf(key, match.get("value"))));
    }
    List<BytesRef> terms = new ArrayList<>();
    match.required("any").forEach(value -> terms.add(PayloadFields.termOf(key, value)));
    return new TermInSetQuery(PayloadFields.TERMS, terms);
  }

  private static Query range(String key, JsonNode range) {
    long low = PayloadFields.sortable(Double.NEGATIVE_INFINITY);
    long high = PayloadFields.sortable(Double.POSITIVE_INFINITY);
    if (range.has("gte")) {
      low = Math.max(low, bound(range, "gte"));
    }
    if (range.has("gt")) {
      low = Math.max(low, bound(range, "gt") + 1);
    }
    if (range.has("lte")) {
      high = Math.min(high, bound(range, "lte"));
    }
    if (range.has("lt")) {
      high = Math.min(high, bound(range, "lt") - 1);
    }
    if (low > high) {
      return new MatchNoDocsQuery("empty range");
    }
    long hash = PayloadFields.keyHash(key);
    return LongPoint.newRangeQuery(
        PayloadFields.NUMBERS, new long[] {hash, low}, new long[] {hash, high});
  }

  private static long bound(JsonNode range, String name) {
    return PayloadFields.sortable(range.get(name).doubleValue());
  }
}
