package io.kaicd.actors.secrets;

import io.kaicd.actors.journal.DurableFiles;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.secret.RootKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Root keys that are at hand without anybody typing: a file of 32 bytes, or a variable. */
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
   * @param kind no passphrase
   * @throws RejectedException {@code vault.root-unavailable}
   */
  KeyBytes read(RootKind kind) {
    return switch (kind) {
      case KEY_FILE -> fromFile();
      case ENVIRONMENT -> fromVariable();
      case PASSPHRASE -> throw new IllegalArgumentException("a passphrase is typed");
    };
  }

  /**
   * Makes the file, on the disk when this returns; leaves one that is there.
   *
   * @return whether it was made
   */
  boolean makeFile(SecureRandom random) throws IOException {
    byte[] key = new byte[KeyBytes.SIZE];
    random.nextBytes(key);
    try {
      DurableFiles.create(file, key);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** When it opens nothing any more. */
  void removeFile() throws IOException {
    if (Files.deleteIfExists(file)) {
      DurableFiles.sync(Objects.requireNonNull(file.getParent(), "a file in a folder"));
    }
  }

  private KeyBytes fromFile() {
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
