package io.kaicd.vectorstore;

import java.util.Locale;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.VectorUtil;

/** How near two vectors are. */
enum Distance {
  /** Vectors are held at length 1, which makes the cosine a product. */
  COSINE(VectorSimilarityFunction.DOT_PRODUCT) {
    @Override
    float score(float[] a, float[] b) {
      return Math.clamp(VectorUtil.dotProduct(a, b), -1f, 1f);
    }
  },
  DOT(VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT) {
    @Override
    float score(float[] a, float[] b) {
      return VectorUtil.dotProduct(a, b);
    }
  },
  EUCLID(VectorSimilarityFunction.EUCLIDEAN) {
    @Override
    float score(float[] a, float[] b) {
      return (float) Math.sqrt(VectorUtil.squareDistance(a, b));
    }
  };

  private final VectorSimilarityFunction similarity;

  Distance(VectorSimilarityFunction similarity) {
    this.similarity = similarity;
  }

  /** By its name in the contract. */
  static Distance of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  VectorSimilarityFunction similarity() {
    return similarity;
  }

  /** As the contract tells it, not as Lucene scales it. */
  abstract float score(float[] a, float[] b);

  /** Negative when the first of two scores is the nearer. */
  int compare(float a, float b) {
    return this == EUCLID ? Float.compare(a, b) : Float.compare(b, a);
  }
}
