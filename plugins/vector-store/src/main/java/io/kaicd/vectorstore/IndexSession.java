package io.kaicd.vectorstore;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;

/**
 * From opening an index for writing until it is closed or broken. What was not committed by then is
 * gone: nobody was told that it was there.
 */
final class IndexSession implements Closeable {
  private static final double BUFFER_MIB = 48;

  /** Each segment is searched on its own, so fewer than Lucene's default of 8 are kept. */
  private static final int SEGMENTS_A_TIER = 6;

  private final IndexWriter writer;
  private volatile boolean stopped;

  IndexSession(Directory directory, BackgroundMerges.Listener merges) throws IOException {
    writer = new IndexWriter(directory, config(merges));
  }

  private IndexWriterConfig config(BackgroundMerges.Listener merges) {
    return new IndexWriterConfig()
        .setCodec(new VectorCodec(() -> stopped))
        .setRAMBufferSizeMB(BUFFER_MIB)
        .setMergePolicy(new TieredMergePolicy().setSegmentsPerTier(SEGMENTS_A_TIER))
        .setMergeScheduler(new BackgroundMerges(merges))
        // A commit is waited for: it does not wait for merges.
        .setMaxFullFlushMergeWaitMillis(0)
        .setCommitOnClose(false);
  }

  /** Whether it still takes writes; a failed write or merge ends it. */
  boolean usable() {
    return writer.isOpen();
  }

  void put(Map<BytesRef, Document> points) throws IOException {
    for (Map.Entry<BytesRef, Document> point : points.entrySet()) {
      writer.updateDocument(PointFields.idTerm(point.getKey()), point.getValue());
    }
  }

  void remove(Query matching) throws IOException {
    writer.deleteDocuments(matching);
  }

  /** Makes all of it durable: files and folder are synced when this returns. */
  void commit() throws IOException {
    writer.commit();
  }

  /** Starts to merge what there is into so many segments, in the background. */
  void consolidate(int segments) throws IOException {
    writer.forceMerge(segments, false);
  }

  /** Ends it without a commit, and stops its merges. */
  @Override
  public void close() throws IOException {
    stopped = true;
    writer.rollback();
  }

  /** Lucene's codec but for the vectors' format. */
  private static final class VectorCodec extends Lucene104Codec {
    private final KnnVectorsFormat vectors;

    VectorCodec(BooleanSupplier stopped) {
      vectors = new LargeHnswFormat(stopped);
    }

    @Override
    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
      return vectors;
    }
  }
}
