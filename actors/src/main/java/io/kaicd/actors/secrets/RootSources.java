package io.kaicd.actors.secrets;

import io.kaicd.actors.journal.DurableFiles;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Root keys that are at hand without anybody typing: a file of 32 bytes, or a variable. The key of
 * a root to come is in a file of its own, {@code key.<root>}, until the journal has that root; so
 * at each moment the file of the root that the journal names is there, whatever crashes. A change
 * away from a key file is noted beside it, {@code key.until.<root>}: once that root has come, the
 * file is an older root's. One without that note may be of a newer journal, and stays.
 */
final class RootSources {
  static final String VARIABLE = "KAI_VAULT_KEY";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Path file;
  private final Function<String, @Nullable String> environment;

  RootSources(Path file, Function<String, @Nullable String> environment) {
    this.file = file;
    this.environment = environment;
  }

  /**
   * @param root no passphrase
   * @throws RejectedException {@code vault.root-unavailable}
   */
  KeyBytes read(Root root) {
    return switch (root) {
      case Root.KeyFile made -> {
        Path own = own(made);
        yield fromFile(Files.exists(own, LinkOption.NOFOLLOW_LINKS) ? own : file);
      }
      case Root.Environment _ -> fromVariable();
      case Root.Passphrase _ -> throw new IllegalArgumentException("a passphrase is typed");
    };
  }

  boolean hasFile() {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Makes the file of a root to come, on the disk when this returns; the one in use stays. */
  void make(Root.KeyFile root, SecureRandom random) throws IOException {
    byte[] key = new byte[KeyBytes.SIZE];
    random.nextBytes(key);
    try {
      DurableFiles.create(own(root), key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** The root has come: its key takes the place of the one before. */
  void settle(Root.KeyFile root) throws IOException {
    Path own = own(root);
    if (Files.exists(own, LinkOption.NOFOLLOW_LINKS)) {
      remove(file.getFileName() + ".until.*"); // which speak of the file that goes
      Files.move(own, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      DurableFiles.sync(folder());
    }
  }

  /** The root does not come. */
  void forget(Root.KeyFile root) throws IOException {
    if (Files.deleteIfExists(own(root))) {
      DurableFiles.sync(folder());
    }
  }

  /** Before the change from a key file to a root that is none. */
  void leaving(Root.KeyFile was, Root next) throws IOException {
    settle(was); // so that it has one place
    DurableFiles.create(until(next), new byte[0]);
  }

  /** The change was refused. */
  void staying(Root next) throws IOException {
    Files.deleteIfExists(until(next));
  }

  /** The file of the root before this one, if the change away from it was made here. */
  void removeLeft(Root now) throws IOException {
    Path until = until(now);
    if (Files.exists(until, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(file);
      DurableFiles.sync(folder());
      Files.delete(until);
    }
  }

  /** When the vault has come to a root that is no file, and none is on its way. */
  void removeFiles() throws IOException {
    remove(file.getFileName() + "{,.*}");
  }

  private void remove(String glob) throws IOException {
    if (!Files.isDirectory(folder())) {
      return;
    }
    boolean some = false;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder(), glob)) {
      for (Path each : files) {
        some |= Files.deleteIfExists(each);
      }
    }
    if (some) {
      DurableFiles.sync(folder());
    }
  }

  private Path own(Root.KeyFile root) {
    return file.resolveSibling(file.getFileName() + "." + root.id());
  }

  private Path until(Root next) {
    return file.resolveSibling(file.getFileName() + ".until." + next.id());
  }

  private Path folder() {
    return Objects.requireNonNull(file.getParent(), "a file in a folder");
  }

  private static KeyBytes fromFile(Path file) {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw unavailable("the key file is not there");
      }
      if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))) {
        throw unavailable("others can read the key file");
      }
      if (Files.size(file) != KeyBytes.SIZE) {
        throw unavailable("the key file has not exactly " + KeyBytes.SIZE + " bytes");
      }
      return KeyBytes.owning(Files.readAllBytes(file));
    } catch (IOException | IllegalArgumentException e) {
      throw unavailable("the key file cannot be read");
    }
  }

  private KeyBytes fromVariable() {
    String text = environment.apply(VARIABLE);
    if (text == null || text.isBlank()) {
      throw unavailable("the variable " + VARIABLE + " is not set");
    }
    try {
      return KeyBytes.parse(text.strip().getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw unavailable("the variable " + VARIABLE + " is not 32 bytes in Base64");
    }
  }

  private static RejectedException unavailable(String why) {
    return ErrorCode.VAULT_ROOT_UNAVAILABLE.reject(why).asException();
  }
}
