package io.kaicd.vectorstore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** The disk, as far as an index needs it; a seam through which tests fill it up or break it. */
interface Disk {
  Disk REAL =
      new Disk() {
        @Override
        public Directory open(Path folder) throws IOException {
          return FSDirectory.open(folder);
        }

        @Override
        public long free(Path folder) throws IOException {
          return Files.getFileStore(folder).getUsableSpace();
        }
      };

  Directory open(Path folder) throws IOException;

  /** In bytes. */
  long free(Path folder) throws IOException;
}
