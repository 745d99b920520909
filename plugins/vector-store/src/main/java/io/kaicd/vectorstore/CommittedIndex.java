package io.kaicd.vectorstore;

import io.kaicd.contract.error.RejectedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * An index of which only commits are ever seen: searches read the last one, and a write that fails
 * leaves no trace, since all that is not committed is dropped with it. Reading needs no writing, so
 * it goes on while the disk is full. Opened at first use.
 */
final class CommittedIndex {

  /** Something done to the index that may fail. */
  interface Step {
    void in(IndexSession session) throws IOException;
  }

  /** Something read from one commit. */
  interface Read<T> {
    T in(IndexSearcher searcher) throws IOException;
  }

  private static final int GRAPHS_WORTH_A_MERGE = 3;

  /** Bytes; the graph of a merge is built on the heap. */
  private static final long LARGEST_SEGMENT = 1L << 30;

  private final String name;
  private final Path folder;
  private final Disk disk;
  private final LongSupplier minFree;
  private final Runnable changed;
  private @Nullable Directory directory;
  private volatile @Nullable SearcherManager searchers;
  private @Nullable IndexSession session; // of the lane's thread
  private volatile String problem = "";
  private boolean closed;

  /**
   * @param changed told when a merge has made something that is worth a commit
   */
  CommittedIndex(String name, Path folder, Disk disk, LongSupplier minFree, Runnable changed) {
    this.name = name;
    this.folder = folder;
    this.disk = disk;
    this.minFree = minFree;
    this.changed = changed;
  }

  String problem() {
    return problem;
  }

  /** Rejects with {@code storage.full} when there is less space left than is wanted. */
  void demandSpace() throws IOException {
    if (disk.free(folder) < minFree.getAsLong()) {
      problem = name + ": no space is left on the disk";
      throw StorageFault.full(name).asException();
    }
  }

  /**
   * Applies a step, commits it and lets searches see it. All of it happened when this returns; none
   * of it when it throws. One caller at a time.
   */
  void commit(Step step) throws IOException {
    try {
      apply(step);
    } catch (AlreadyClosedException e) {
      apply(step); // a merge broke the session meanwhile; nothing of the step was committed
    }
    problem = "";
  }

  /**
   * Starts to merge into few segments, if a search has several graphs to walk and the disk has room
   * for a copy: each graph costs as much as one over all points would. One caller at a time, not
   * beside a commit.
   */
  void consolidate() throws IOException {
    long graphs = read(CommittedIndex::graphs);
    long size = size(directory());
    if (graphs >= GRAPHS_WORTH_A_MERGE && disk.free(folder) - minFree.getAsLong() > size) {
      session().consolidate(1 + Math.toIntExact(size / LARGEST_SEGMENT));
    }
  }

  private static long graphs(IndexSearcher searcher) {
    return searcher.getIndexReader().leaves().stream()
        .filter(leaf -> leaf.reader().maxDoc() >= LargeHnswFormat.FEWEST_WITH_A_GRAPH)
        .count();
  }

  private static long size(Directory directory) throws IOException {
    long size = 0;
    for (String file : directory.listAll()) {
      size += directory.fileLength(file);
    }
    return size;
  }

  private void apply(Step step) throws IOException {
    SearcherManager readers = searchers();
    try {
      IndexSession writing = session();
      step.in(writing);
      writing.commit();
    } catch (IOException | RuntimeException e) {
      problem = name + ": the last write failed";
      dropSession();
      throw e;
    }
    readers.maybeRefreshBlocking();
  }

  private IndexSession session() throws IOException {
    IndexSession current = session;
    if (current != null && current.usable()) {
      return current;
    }
    dropSession();
    current = new IndexSession(directory(), new Merges());
    session = current;
    return current;
  }

  private void dropSession() {
    IndexSession broken = session;
    session = null;
    IOUtils.closeWhileHandlingException(broken);
  }

  /**
   * Reads the last commit.
   *
   * @throws RejectedException {@code storage.unavailable}
   */
  <T> T read(Read<T> read) {
    try {
      SearcherManager readers = searchers();
      IndexSearcher searcher = readers.acquire();
      try {
        return read.in(searcher);
      } finally {
        readers.release(searcher);
      }
    } catch (IOException | AlreadyClosedException e) {
      throw StorageFault.reading(name, e);
    }
  }

  private SearcherManager searchers() throws IOException {
    SearcherManager open = searchers;
    return open != null ? open : openSearchers();
  }

  private synchronized SearcherManager openSearchers() throws IOException {
    SearcherManager open = searchers;
    if (open == null) {
      open = new SearcherManager(directory(), new UncachedSearchers());
      searchers = open;
    }
    return open;
  }

  private synchronized Directory directory() throws IOException {
    if (closed) {
      throw new AlreadyClosedException(name + " is closed");
    }
    Directory open = directory;
    if (open == null) {
      open = disk.open(folder);
      directory = open;
    }
    return open;
  }

  /** To be called when no commit runs. */
  synchronized void close() {
    closed = true;
    dropSession();
    IOUtils.closeWhileHandlingException(searchers, directory);
  }

  private final class Merges implements BackgroundMerges.Listener {
    @Override
    public void merged() {
      changed.run();
    }

    @Override
    public void mergeFailed(Throwable failure) {
      problem = name + ": a merge failed, " + failure.getClass().getSimpleName();
    }
  }

  /** Lucene's cache of filters is one for the whole JVM and would keep up to 5 % of its heap. */
  private static final class UncachedSearchers extends SearcherFactory {
    @Override
    public IndexSearcher newSearcher(
        org.apache.lucene.index.IndexReader reader,
        org.apache.lucene.index.@Nullable IndexReader previous) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setQueryCache(null);
      return searcher;
    }
  }
}
