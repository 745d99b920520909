package io.kaicd.vectorstore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.FilterIndexOutput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;

/** A real disk that can be told to be full, in its every write or only when it has to sync. */
final class BrokenDisk implements Disk {
  static final String FULL = "No space left on device";
  static final String READ_ONLY = "Read-only file system";

  private volatile String problem = "";
  private volatile boolean onlySync;
  private volatile long bytesLeft = Long.MAX_VALUE;
  private volatile long free = Long.MAX_VALUE;

  void failsWith(String message) {
    problem = message;
    onlySync = false;
  }

  void failsToSync(String message) {
    problem = message;
    onlySync = true;
  }

  /** Runs out in the middle of what is written next. */
  void takesOnly(long bytes) {
    bytesLeft = bytes;
  }

  void reports(long freeBytes) {
    free = freeBytes;
  }

  void heals() {
    problem = "";
    bytesLeft = Long.MAX_VALUE;
    free = Long.MAX_VALUE;
  }

  private void check(boolean sync) throws IOException {
    if (!problem.isEmpty() && (sync || !onlySync)) {
      throw new IOException(problem);
    }
  }

  private synchronized void take(long bytes) throws IOException {
    check(false);
    if (bytesLeft != Long.MAX_VALUE) {
      bytesLeft -= bytes;
      if (bytesLeft < 0) {
        throw new IOException(FULL);
      }
    }
  }

  @Override
  public long free(Path folder) {
    return free;
  }

  @Override
  public Directory open(Path folder) throws IOException {
    return new FilterDirectory(FSDirectory.open(folder)) {
      @Override
      public IndexOutput createOutput(String name, IOContext context) throws IOException {
        take(0);
        return new Output(super.createOutput(name, context));
      }

      @Override
      public IndexOutput createTempOutput(String prefix, String suffix, IOContext context)
          throws IOException {
        take(0);
        return new Output(super.createTempOutput(prefix, suffix, context));
      }

      @Override
      public void sync(Collection<String> names) throws IOException {
        check(true);
        super.sync(names);
      }
    };
  }

  private final class Output extends FilterIndexOutput {
    Output(IndexOutput out) {
      super("broken disk", out.getName(), out);
    }

    @Override
    public void writeByte(byte b) throws IOException {
      take(1);
      super.writeByte(b);
    }

    @Override
    public void writeBytes(byte[] b, int offset, int length) throws IOException {
      take(length);
      super.writeBytes(b, offset, length);
    }
  }
}
