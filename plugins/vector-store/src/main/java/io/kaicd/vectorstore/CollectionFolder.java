package io.kaicd.vectorstore;

import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.IOUtils;

/**
 * Where collections lie: {@code root/<readable part>-<hash of the name>/}, with {@code
 * collection.json} and an index in each. A collection comes and goes by the rename of its folder,
 * which happens whole or not at all.
 */
final class CollectionFolder {
  private static final String SPEC = "collection.json";
  private static final String NEW = ".new-";
  private static final String GONE = ".gone-";
  private static final int READABLE = 40;
  private static final int HASH_BYTES = 10;

  private final Path root;
  private final Disk disk;

  CollectionFolder(Path root, Disk disk) {
    this.root = root;
    this.disk = disk;
  }

  /** Lower case and a hash: "Notes" and "notes" stay apart where the file system does not. */
  Path of(String collection) {
    String readable = collection.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
    String head = readable.substring(0, Math.min(READABLE, readable.length()));
    return root.resolve(head + "-" + hash(collection));
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The collections that are there. Half-made and half-deleted ones are cleared away. */
  List<CollectionSpec> scan() throws IOException {
    List<CollectionSpec> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.startsWith(NEW) || name.startsWith(GONE)) {
          clear(entry);
        } else if (Files.exists(entry.resolve(SPEC))) {
          found.add(CollectionSpec.of(Json.parse(Files.readAllBytes(entry.resolve(SPEC)))));
        }
      }
    }
    return found;
  }

  /** Makes an empty collection, durably. */
  void create(CollectionSpec spec) throws IOException {
    Path draft = root.resolve(NEW + UUID.randomUUID());
    try {
      Files.createDirectory(draft);
      try (Directory directory = disk.open(draft);
          IndexSession empty = new IndexSession(directory, BackgroundMerges.Listener.NOBODY)) {
        empty.commit();
      }
      write(draft.resolve(SPEC), Json.bytes(spec.toJson()));
      IOUtils.fsync(draft, true);
      Files.move(draft, of(spec.name()), StandardCopyOption.ATOMIC_MOVE);
      IOUtils.fsync(root, true);
    } catch (IOException | RuntimeException e) {
      clear(draft);
      throw e;
    }
  }

  /** Removes a collection, durably; what cannot be deleted now is at the next start. */
  void remove(String collection) throws IOException {
    Path gone = root.resolve(GONE + UUID.randomUUID());
    Files.move(of(collection), gone, StandardCopyOption.ATOMIC_MOVE);
    IOUtils.fsync(root, true);
    clear(gone);
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private static void clear(Path folder) {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                Path visited, @org.jspecify.annotations.Nullable IOException failure)
                throws IOException {
              Files.delete(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException ignored) {
      // its name marks it as rubbish, which the next start clears
    }
  }
}
