package io.kaicd.actors.secrets;

import io.kaicd.actors.journal.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One file a key, of mode 0600, named by the key's id, in a folder of mode 0700: one line {@code
 * kai-dek/1 <kek> <box in Base64>}. One process writes to a folder.
 */
final class FileWrappedKeys implements WrappedKeys {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern LINE =
      Pattern.compile("kai-dek/1 ([0-9a-f]{32}) ([A-Za-z0-9+/]{1,400}={0,2})\n");
  private static final int MOST_BYTES = 1_000;

  private final Path folder;

  FileWrappedKeys(Path folder) {
    this.folder = folder;
    try {
      DurableFiles.folder(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void put(WrappedKey key) {
    try {
      DurableFiles.create(file(key.id()), bytes(key));
    } catch (FileAlreadyExistsException e) {
      throw new IllegalStateException("there is a key of that id", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<WrappedKey> get(String id) {
    try {
      Path file = file(id);
      if (Files.size(file) > MOST_BYTES) {
        return Optional.empty();
      }
      Matcher line = LINE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
      return line.matches()
          ? Optional.of(
              new WrappedKey(id, line.group(1), new Box(Base64.getDecoder().decode(line.group(2)))))
          : Optional.empty();
    } catch (NoSuchFileException | IllegalArgumentException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized boolean replace(WrappedKey was, WrappedKey next) {
    if (!was.id().equals(next.id()) || !get(was.id()).equals(Optional.of(was))) {
      return false;
    }
    try {
      DurableFiles.replace(file(next.id()), bytes(next));
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void delete(String id) {
    try {
      // A crash within a write may have left a copy beside it.
      boolean half = Files.deleteIfExists(folder.resolve(id(id) + ".new"));
      if (Files.deleteIfExists(file(id)) || half) {
        DurableFiles.sync(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<Listed> list() {
    List<Listed> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        String id = name.endsWith(".new") ? name.substring(0, name.length() - 4) : name;
        if (ID.matcher(id).matches()) {
          found.add(new Listed(id, Files.getLastModifiedTime(file).toInstant()));
        }
      }
    } catch (NoSuchFileException e) { // one was deleted while we looked
      return list();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private Path file(String id) {
    return folder.resolve(id(id));
  }

  private static String id(String id) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("no id of a key");
    }
    return id;
  }

  private static byte[] bytes(WrappedKey key) {
    return ("kai-dek/1 "
            + id(key.kek())
            + " "
            + Base64.getEncoder().encodeToString(key.box().bytes())
            + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
