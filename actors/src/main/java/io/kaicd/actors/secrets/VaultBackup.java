package io.kaicd.actors.secrets;

import io.kaicd.actors.journal.DurableFiles;
import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.verify.RecordSource;
import io.kaicd.actors.secrets.VaultState.Known;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A vault's wrapped data keys in one file: the line {@code kai-vault-backup/1}, the vault's id, the
 * number and hash of the last record of its stream, the number of keys, each key's id, the id of
 * the key that wraps it, and its box, and SHA-256 over all of it. It opens nothing without the
 * journal and the root. Only what the stream needs goes in, and comes back: a key that was
 * destroyed is in no later backup, and does not come back from an earlier one.
 */
public final class VaultBackup {
  private static final byte[] MAGIC = "kai-vault-backup/1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HASH = SealedRecord.HASH_LENGTH;
  private static final int LARGEST_BOX = 1_000;

  private final String scope;
  private final Head head;
  private final SortedMap<String, WrappedKey> keys;

  private VaultBackup(String scope, Head head, SortedMap<String, WrappedKey> keys) {
    this.scope = scope;
    this.head = head;
    this.keys = keys;
  }

  /**
   * @param seq the last record of the vault's stream that it was made at
   * @param keys how many are in it
   * @param lost secrets with a version whose key is not in the store
   */
  public record Written(long seq, int keys, SortedSet<String> lost) {}

  /**
   * @param madeAt the last record of the vault's stream when the backup was made
   * @param put how many came back
   * @param there how many of those that are needed were there
   * @param left how many of the backup's the journal does not need; they stay destroyed
   * @param lacking secrets with a version whose key is in neither
   */
  public record Restored(long madeAt, int put, int there, int left, SortedSet<String> lacking) {}

  /** The vault's state with the head that it came from. */
  private record At(Known vault, Head head) {
    static At the(RecordSource journal) {
      Fold fold = new Fold();
      journal.each(VaultStream.NAME, fold::take);
      if (fold.state instanceof Known known) {
        return new At(known, fold.head);
      }
      throw ErrorCode.VAULT_UNSET.reject("the journal's vault was never set up").asException();
    }
  }

  private static final class Fold {
    private VaultState state = VaultState.EMPTY;
    private Head head = Head.NONE;

    void take(SealedRecord record) {
      head = record.follows(VaultStream.NAME, head);
      state = state.apply(VaultStream.STREAM.events().decode(record.manifest(), record.body()));
    }
  }

  /**
   * @param journal verified
   * @return nothing where a rotation came between the journal and the store: try again with the
   *     journal of now
   * @throws java.nio.file.FileAlreadyExistsException rather than replace a file
   * @throws RejectedException {@code vault.unset}
   * @throws java.io.UncheckedIOException when the store cannot be read
   */
  public static Optional<Written> write(Path file, RecordSource journal, KeyStore store)
      throws IOException {
    At at = At.the(journal);
    SortedMap<String, WrappedKey> found = new TreeMap<>();
    SortedSet<String> lost = new TreeSet<>();
    for (var need : needs(at.vault()).entrySet()) {
      Optional<WrappedKey> key = store.keys().get(need.getKey());
      key.ifPresentOrElse(is -> found.put(is.id(), is), () -> lost.add(need.getValue()));
    }
    if (!found.values().stream().allMatch(key -> opens(key, at.vault()))) {
      return Optional.empty();
    }
    DurableFiles.create(
        file.toAbsolutePath(), new VaultBackup(at.vault().scope(), at.head(), found).bytes());
    return Optional.of(new Written(at.head().seq(), found.size(), lost));
  }

  /** The ids of the data keys that something needs, with the secret's name. */
  private static SortedMap<String, String> needs(Known vault) {
    SortedMap<String, String> needs = new TreeMap<>();
    vault.secrets().values().forEach(s -> s.deks().forEach(id -> needs.put(id, s.name())));
    return needs;
  }

  private byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(MAGIC);
      out.writeUTF(scope);
      out.writeLong(head.seq());
      out.write(head.hash());
      out.writeInt(keys.size());
      for (WrappedKey key : keys.values()) {
        out.writeUTF(key.id());
        out.writeUTF(key.kek());
        out.writeInt(key.box().bytes().length);
        out.write(key.box().bytes());
      }
      out.write(sha256(bytes.toByteArray(), bytes.size()));
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IllegalArgumentException when the file is no such backup, or not as it was written
   */
  public static VaultBackup open(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int length = bytes.length - HASH;
    if (length < MAGIC.length || !Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC)) {
      throw new IllegalArgumentException("the file is no backup of a vault's keys");
    }
    byte[] digest = Arrays.copyOfRange(bytes, length, bytes.length);
    if (!MessageDigest.isEqual(digest, sha256(bytes, length))) {
      throw new IllegalArgumentException("the backup's digest does not match its content");
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes, MAGIC.length, length))) {
      String scope = in.readUTF();
      Head head = new Head(in.readLong(), in.readNBytes(HASH));
      SortedMap<String, WrappedKey> keys = new TreeMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        String id = in.readUTF();
        String kek = in.readUTF();
        int size = in.readInt();
        if (size < 0 || size > LARGEST_BOX) {
          throw new IllegalArgumentException("a wrapped key of " + size + " bytes");
        }
        keys.put(id, new WrappedKey(id, kek, new Box(in.readNBytes(size))));
      }
      return new VaultBackup(scope, head, keys);
    }
  }

  private static byte[] sha256(byte[] bytes, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, 0, length);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Puts back what a journal needs and the store lacks. What is there stays as it is.
   *
   * @param journal verified
   * @throws RejectedException {@code vault.unset}; {@code vault.conflict}, and then nothing was put
   *     back, when it is another vault's or another history's, or when the backup's keys, or those
   *     in the store, are wrapped by one that the journal does not have
   * @throws java.io.UncheckedIOException when the store cannot be written
   */
  public Restored restore(RecordSource journal, KeyStore store) {
    Known vault = At.the(journal).vault();
    requireSame(vault, journal);
    SortedMap<String, String> needs = needs(vault);
    SortedSet<String> lacking = new TreeSet<>();
    List<WrappedKey> wanted = new ArrayList<>();
    SortedSet<String> others = new TreeSet<>();
    int there = 0;
    for (var need : needs.entrySet()) {
      WrappedKey key = keys.get(need.getKey());
      Optional<WrappedKey> stored = store.keys().get(need.getKey());
      if (stored.isPresent()) {
        there++;
        stored.filter(is -> !opens(is, vault)).ifPresent(_ -> others.add(need.getValue()));
      } else if (key == null) {
        lacking.add(need.getValue());
      } else {
        wanted.add(key);
      }
    }
    requireStoreOf(others);
    requireWrapped(wanted, vault, needs);
    wanted.forEach(key -> put(store, key));
    int left = (int) keys.keySet().stream().filter(id -> !needs.containsKey(id)).count();
    return new Restored(head.seq(), wanted.size(), there, left, lacking);
  }

  private void requireSame(Known vault, RecordSource journal) {
    if (!vault.scope().equals(scope)) {
      throw conflict("this is a backup of another vault's keys", "Name the backup of this one");
    }
    journal.each(
        VaultStream.NAME,
        record -> {
          if (record.seq() == head.seq() && !Arrays.equals(record.hash(), head.hash())) {
            throw conflict(
                "the journal has another record "
                    + head.seq()
                    + " of the vault than the one that this backup was made at",
                "Restore the journal that belongs to it");
          }
        });
  }

  /** A stored key that this journal cannot open may be the one that a newer journal needs. */
  private static void requireStoreOf(SortedSet<String> others) {
    if (!others.isEmpty()) {
      throw conflict(
          "the store has keys of %s that are wrapped by a key which this journal does not have: the journal is of another side of a rotation than the store"
              .formatted(String.join(", ", others)),
          "Put back the journal that belongs to the store; or, if it is gone for good, move the wrapped keys of now elsewhere and restore both backups");
    }
  }

  private void requireWrapped(
      List<WrappedKey> wanted, Known vault, SortedMap<String, String> needs) {
    SortedSet<String> keks = new TreeSet<>();
    SortedSet<String> names = new TreeSet<>();
    for (WrappedKey key : wanted) {
      if (!opens(key, vault)) {
        keks.add(key.kek());
        names.add(needs.getOrDefault(key.id(), ""));
      }
    }
    if (!keks.isEmpty()) {
      throw conflict(
          "the keys of %s are wrapped by %s, which this journal does not have: the vault was rotated between the two backups (this one was made at record %d)"
              .formatted(String.join(", ", names), String.join(", ", keks), head.seq()),
          "Take a backup of the keys and one of the journal from the same side of the rotation");
    }
  }

  private static boolean opens(WrappedKey key, Known vault) {
    return vault.keks().containsKey(key.kek());
  }

  private static void put(KeyStore store, WrappedKey key) {
    // What may be there cannot be read as a key.
    store.keys().delete(key.id());
    store.keys().put(key);
  }

  private static RejectedException conflict(String why, String remedy) {
    return ErrorCode.VAULT_CONFLICT.reject(why).withRemedy(remedy).asException();
  }

  @Override
  public String toString() {
    return keys.size()
        + " keys at "
        + head.seq()
        + " "
        + HexFormat.of().formatHex(head.hash(), 0, 8);
  }
}
