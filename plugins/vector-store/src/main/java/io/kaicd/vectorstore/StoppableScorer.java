package io.kaicd.vectorstore;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.hnsw.FlatVectorsScorer;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.MergePolicy.MergeAbortedException;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.hnsw.RandomVectorScorerSupplier;
import org.apache.lucene.util.hnsw.UpdateableRandomVectorScorer;

/**
 * Lucene's scorer, which gives up the building of a graph when it is told to. Lucene itself asks
 * whether a merge was aborted only when the merge writes, which is after its graph was built, so
 * that closing an index could take a minute.
 */
record StoppableScorer(BooleanSupplier stopped) implements FlatVectorsScorer {
  private static final FlatVectorsScorer LUCENE =
      FlatVectorScorerUtil.getLucene99FlatVectorsScorer();

  @Override
  public RandomVectorScorerSupplier getRandomVectorScorerSupplier(
      VectorSimilarityFunction similarity, KnnVectorValues values) throws IOException {
    return new Supplier(LUCENE.getRandomVectorScorerSupplier(similarity, values));
  }

  @Override
  public RandomVectorScorer getRandomVectorScorer(
      VectorSimilarityFunction similarity, KnnVectorValues values, float[] target)
      throws IOException {
    return LUCENE.getRandomVectorScorer(similarity, values, target);
  }

  @Override
  public RandomVectorScorer getRandomVectorScorer(
      VectorSimilarityFunction similarity, KnnVectorValues values, byte[] target)
      throws IOException {
    return LUCENE.getRandomVectorScorer(similarity, values, target);
  }

  private final class Supplier implements RandomVectorScorerSupplier {
    private final RandomVectorScorerSupplier inner;

    Supplier(RandomVectorScorerSupplier inner) {
      this.inner = inner;
    }

    @Override
    public UpdateableRandomVectorScorer scorer() throws IOException {
      return new Scorer(inner.scorer());
    }

    @Override
    public RandomVectorScorerSupplier copy() throws IOException {
      return new Supplier(inner.copy());
    }
  }

  private final class Scorer implements UpdateableRandomVectorScorer {
    private final UpdateableRandomVectorScorer inner;

    Scorer(UpdateableRandomVectorScorer inner) {
      this.inner = inner;
    }

    @Override
    public void setScoringOrdinal(int node) throws IOException {
      if (stopped.getAsBoolean()) {
        throw new MergeAbortedException("the index is being closed");
      }
      inner.setScoringOrdinal(node);
    }

    @Override
    public float score(int node) throws IOException {
      return inner.score(node);
    }

    @Override
    public float bulkScore(int[] nodes, float[] scores, int count) throws IOException {
      return inner.bulkScore(nodes, scores, count);
    }

    @Override
    public int maxOrd() {
      return inner.maxOrd();
    }
  }
}
