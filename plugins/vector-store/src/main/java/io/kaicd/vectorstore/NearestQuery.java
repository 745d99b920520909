package io.kaicd.vectorstore;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.knn.KnnCollectorManager;
import org.jspecify.annotations.Nullable;

/**
 * The nearest vectors, exactly where a filter leaves few: walking a graph whose neighbours are
 * nearly all filtered out is slower than looking at those that are left, and misses some.
 */
final class NearestQuery extends KnnFloatVectorQuery {
  /** About where comparing all costs as much as walking the graph. */
  private static final int FEW = 10_000;

  private final boolean filtered;

  @SuppressWarnings("NullAway") // Lucene takes null for no filter
  NearestQuery(float[] target, int k, @Nullable Query filter) {
    super(PointFields.VECTOR, target, k, filter);
    filtered = filter != null;
  }

  @Override
  @SuppressWarnings("NullAway") // Lucene takes null for no time-out
  protected TopDocs approximateSearch(
      LeafReaderContext leaf, AcceptDocs accepted, int visitLimit, KnnCollectorManager collectors)
      throws IOException {
    return filtered && accepted.cost() <= FEW
        ? exactSearch(leaf, accepted.iterator(), null)
        : super.approximateSearch(leaf, accepted, visitLimit, collectors);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
