package io.kaicd.vectorstore;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.hnsw.FlatVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99FlatVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsWriter;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's own HNSW format, for vectors of more than its 1,024 dimensions. It writes under Lucene's
 * own name, so Lucene reads it without this class.
 */
final class LargeHnswFormat extends KnnVectorsFormat {
  /** As the contract. */
  private static final int MOST_DIMENSIONS = 4096;

  /** Neighbours of a node in the graph. */
  private static final int NEIGHBOURS = 16;

  /** Candidates looked at when a node is linked: Lucene's default, enough for recall 0.99. */
  private static final int BEAM = 100;

  /**
   * A segment has a graph when a search for this many would visit fewer nodes than there are, from
   * about 5,000 vectors on. Smaller ones, such as the commit of a small batch, are quicker written
   * and as quickly compared whole.
   */
  private static final int GRAPH_THRESHOLD = 600;

  /** About the number of vectors from which on a segment has a graph. */
  static final int FEWEST_WITH_A_GRAPH = 5_000;

  private static final KnnVectorsFormat LUCENE = new Lucene99HnswVectorsFormat();

  private final FlatVectorsFormat flat;

  LargeHnswFormat(BooleanSupplier stopped) {
    super("Lucene99HnswVectorsFormat");
    flat = new Lucene99FlatVectorsFormat(new StoppableScorer(stopped));
  }

  @Override
  @SuppressWarnings("NullAway") // Lucene takes null for no threads beside the merge's own
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return new Lucene99HnswVectorsWriter(
        state, NEIGHBOURS, BEAM, flat, flat.fieldsWriter(state), 1, null, GRAPH_THRESHOLD);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return LUCENE.fieldsReader(state);
  }

  @Override
  public int getMaxDimensions(String field) {
    return MOST_DIMENSIONS;
  }
}
