package io.kaicd.actors.journal;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/**
 * Snapshots as files beside an embedded journal: {@code STREAM-SEQ.snapshot}, whole on the disk
 * before they have their name (Pekko's own store renames without a sync); the name follows without
 * holding up the stream, which has the one before until then. One that does not hold is passed over
 * for an older one, and stays where it is. Made by Pekko, which runs it on a dispatcher for
 * blocking work.
 */
public final class SnapshotFiles extends SnapshotStore {
  private static final Logger log = LoggerFactory.getLogger(SnapshotFiles.class);
  private static final Pattern NAME = Pattern.compile("([a-z0-9-]+)-(\\d{1,18})\\.snapshot");

  private final Path folder;

  /** Called by Pekko. */
  public SnapshotFiles(Config config) {
    this.folder = Path.of(config.getString("dir"));
  }

  private record Found(Path file, long seq) {}

  /** A stream's snapshots, newest first. */
  private List<Found> of(String stream) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .flatMap(file -> found(file, stream).stream())
          .sorted(Comparator.comparingLong(Found::seq).reversed())
          .toList();
    }
  }

  private static Optional<Found> found(Path file, String stream) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches() && name.group(1).equals(stream)
        ? Optional.of(new Found(file, Long.parseLong(name.group(2))))
        : Optional.empty();
  }

  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String stream, SnapshotSelectionCriteria criteria) {
    return done(
        () -> {
          for (Found found : of(stream)) {
            if (found.seq() > criteria.maxSequenceNr()) {
              continue;
            }
            try {
              SealedSnapshot snapshot = SealedSnapshot.of(Files.readAllBytes(found.file()));
              if (!snapshot.stream().equals(stream) || snapshot.head().seq() != found.seq()) {
                throw new IllegalArgumentException("a snapshot under another one's name");
              }
              long written = Files.getLastModifiedTime(found.file()).toMillis();
              return Optional.of(
                  SelectedSnapshot.create(
                      new SnapshotMetadata(stream, found.seq(), written), snapshot));
            } catch (IOException | IllegalArgumentException e) {
              log.warn("{} is passed over: {}", found.file(), e.getMessage());
            }
          }
          return Optional.empty();
        });
  }

  @Override
  public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
    return did(
        () -> {
          DurableFiles.put(
              file(metadata.persistenceId(), metadata.sequenceNr()),
              ((SealedSnapshot) snapshot).toBytes());
          Thread.startVirtualThread(this::syncNames);
        });
  }

  private void syncNames() {
    try {
      DurableFiles.sync(folder);
    } catch (IOException e) {
      log.warn("a snapshot's name may not survive a power failure", e);
    }
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    return did(
        () -> {
          Files.deleteIfExists(file(metadata.persistenceId(), metadata.sequenceNr()));
        });
  }

  @Override
  public Future<Void> doDeleteAsync(String stream, SnapshotSelectionCriteria criteria) {
    return did(
        () -> {
          for (Found found : of(stream)) {
            if (found.seq() >= criteria.minSequenceNr()
                && found.seq() <= criteria.maxSequenceNr()) {
              Files.deleteIfExists(found.file());
            }
          }
        });
  }

  private Path file(String stream, long seq) {
    String name = stream + "-" + seq + ".snapshot";
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("no name for a file: " + stream);
    }
    return folder.resolve(name);
  }

  private interface Deed {
    void run() throws IOException;
  }

  private static Future<Void> did(Deed deed) {
    return FutureConverters.asScala(
        CompletableFuture.runAsync(
            () -> {
              try {
                deed.run();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            Runnable::run)); // this dispatcher is for blocking work already
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> Future<T> done(Work<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      result.complete(work.run());
    } catch (IOException | RuntimeException e) {
      result.completeExceptionally(e);
    }
    return FutureConverters.asScala(result);
  }
}
