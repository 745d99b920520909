package io.kaicd.node;

import io.kaicd.actors.journal.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A node's folder: its id, its token, its journal and the data of its services. One process at a
 * time holds it.
 */
final class DataFolder implements AutoCloseable {
  private static final Pattern NODE_ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final int TOKEN_BYTES = 32;

  private final Path path;
  private final FileChannel lockChannel;
  private final String nodeId;

  private DataFolder(Path path, FileChannel lockChannel, String nodeId) {
    this.path = path;
    this.lockChannel = lockChannel;
    this.nodeId = nodeId;
  }

  /**
   * Takes the folder, and makes it when it is not there.
   *
   * @throws StartRefused when another process holds it, or it cannot be written
   */
  static DataFolder open(Path folder) throws StartRefused {
    FileChannel channel = null;
    try {
      DurableFiles.folder(folder);
      Path path = folder.toRealPath();
      channel =
          FileChannel.open(
              path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locks(channel)) {
        channel.close();
        throw new StartRefused(
            "another process uses the data folder " + path,
            "Stop that process, or choose another folder with --data");
      }
      restrict(path, "rwx------");
      return new DataFolder(path, channel, nodeId(path));
    } catch (IOException e) {
      closeQuietly(channel);
      throw new StartRefused(
          "the data folder " + folder + " cannot be used: " + reason(e),
          "Make it writable, free space on its disk, or choose another folder with --data");
    }
  }

  private static boolean locks(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this very process
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied for " + denied.getFile();
      case FileSystemException failed when failed.getReason() != null -> failed.getReason();
      default -> e.getClass().getSimpleName();
    };
  }

  private static String nodeId(Path path) throws IOException, StartRefused {
    Path file = path.resolve("node-id");
    if (Files.exists(file)) {
      String id = Files.readString(file).strip();
      if (!NODE_ID.matcher(id).matches()) {
        throw new StartRefused(
            file + " does not hold a node id",
            "Put the node's id back; the services pinned to this node name it");
      }
      return id;
    }
    byte[] random = new byte[3];
    new SecureRandom().nextBytes(random);
    String id = hostName() + "-" + HexFormat.of().formatHex(random);
    write(file, id + "\n");
    return id;
  }

  private static String hostName() {
    String name;
    try {
      name = InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      name = "node";
    }
    String plain =
        name.toLowerCase(Locale.ROOT).replaceAll("\\..*", "").replaceAll("[^a-z0-9]+", "-");
    plain = plain.replaceAll("^-+|-+$", "");
    return plain.isEmpty() ? "node" : plain.substring(0, Math.min(plain.length(), 40));
  }

  Path path() {
    return path;
  }

  String nodeId() {
    return nodeId;
  }

  Path tokenFile() {
    return path.resolve("token");
  }

  /** The node's first token, made at its first start: 256 random bits. */
  String token() {
    try {
      Path file = tokenFile();
      if (!Files.exists(file)) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
      }
      restrict(file, "rw-------");
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells the command line where this node answers. */
  void announce(String json) {
    try {
      write(path.resolve("node.json"), json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) throws IOException {
    DurableFiles.replace(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void restrict(Path file, String permissions) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // nothing was written through it
    }
  }

  /** Lets go of the folder. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(path.resolve("node.json"));
    } catch (IOException e) {
      // a stale note is told apart by its pid
    }
    closeQuietly(lockChannel);
  }
}
