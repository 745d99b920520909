package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.verify.RecordSource;
import io.kaicd.actors.secrets.VaultBackup.Restored;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultBackupTest {
  @TempDir Path folder;
  private House house;

  @BeforeEach
  void open() {
    house = House.open(new FileWrappedKeys(data("one").resolve("vault/keys")));
    house.put("openai", "value one", null);
    house.put("qdrant", "value two", null);
  }

  private Path data(String name) {
    return folder.resolve(name);
  }

  private KeyStore store(String name) {
    return KeyStore.ofFolder(data(name));
  }

  /** The stream up to now, as a journal keeps it. */
  private RecordSource journal() {
    return journal(house.events);
  }

  private static RecordSource journal(List<VaultEvent> events) {
    List<SealedRecord> records = new ArrayList<>();
    Head head = Head.NONE;
    for (VaultEvent event : events) {
      var codec = VaultStream.STREAM.events();
      SealedRecord record =
          SealedRecord.seal(head, "vault", codec.manifest(event), codec.encode(event));
      head = record.follows("vault", head);
      records.add(record);
    }
    return new RecordSource() {
      @Override
      public SortedMap<String, Long> streams() {
        return new TreeMap<>();
      }

      @Override
      public void each(String stream, Consumer<SealedRecord> take) {
        records.forEach(take);
      }

      @Override
      public void close() {}
    };
  }

  private VaultBackup backup(String name) throws Exception {
    assertThat(VaultBackup.write(folder.resolve(name), journal(), store("one"))).isPresent();
    return VaultBackup.open(folder.resolve(name));
  }

  /** The vault of the journal of now, on another store. */
  private House on(String name) {
    House restored = new House(new FileWrappedKeys(data(name).resolve("vault/keys")), house.watch);
    restored.node.follow(house.known());
    restored.node.unlock(house.root.copy());
    return restored;
  }

  private static void refused(ThrowingCallable call, String why) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RejectedException.class,
            e -> {
              assertThat(e.rejection().code()).isEqualTo(ErrorCode.VAULT_CONFLICT);
              assertThat(e.rejection().message()).contains(why);
              assertThat(e.rejection().remedy()).isNotBlank();
            });
  }

  @Test
  void what_the_journal_needs_comes_back_and_what_was_destroyed_does_not() throws Exception {
    String gone = house.dek("openai");
    VaultBackup older = backup("older");
    house.accept(new VaultCommand.Delete("openai"));
    house.put("later", "value three", null);

    assertThat(older.restore(journal(), store("two")))
        .isEqualTo(new Restored(3, 1, 0, 1, new java.util.TreeSet<>(List.of("later"))));

    assertThat(on("two").read("qdrant")).isEqualTo("value two");
    assertThat(store("two").keys().get(gone)).isEmpty();
    assertThat(older.restore(journal(), store("two")).there()).isEqualTo(1);
    house.keys.delete(gone);
    VaultBackup newest = backup("newest");
    assertThat(newest.restore(journal(), store("two")).lacking()).isEmpty();
    assertThat(on("two").read("later")).isEqualTo("value three");
  }

  /** All secrets would else be undecryptable, and nobody would know why. */
  @Test
  void keys_of_the_other_side_of_a_rotation_are_refused_by_name() throws Exception {
    VaultBackup before = backup("before");
    List<VaultEvent> then = List.copyOf(house.events);
    String old = house.newPrimary();
    new KekRotation(house.keys, house.known()).step(house.node.ring(), 100);
    assertThat(backup("between").restore(journal(), store("four")).put()).isEqualTo(2);
    house.accept(new VaultCommand.RetireKek(old));

    refused(() -> before.restore(journal(), store("two")), "keys of openai, qdrant are wrapped");
    refused(() -> before.restore(journal(), store("two")), old);
    assertThat(store("two").keys().list()).isEmpty();
    VaultBackup after = backup("after");
    refused(() -> after.restore(journal(then), store("three")), house.known().primary());
    assertThat(after.restore(journal(), store("two")).put()).isEqualTo(2);
    assertThat(on("two").read("openai")).isEqualTo("value one");
  }

  /** An older journal was put back beside the store of today, which the newest one needs. */
  @Test
  void a_stored_key_that_the_journal_cannot_open_is_not_replaced_by_an_older_one()
      throws Exception {
    VaultBackup before = backup("before");
    List<VaultEvent> then = List.copyOf(house.events);
    String old = house.newPrimary();
    new KekRotation(house.keys, house.known()).step(house.node.ring(), 100);
    house.accept(new VaultCommand.RetireKek(old));
    house.keys.delete(house.dek("qdrant")); // which alone could be put

    refused(() -> before.restore(journal(then), store("one")), "the store has keys of openai");

    assertThat(on("one").read("openai")).isEqualTo("value one");
    assertThat(store("one").keys().get(house.dek("qdrant"))).isEmpty();
  }

  @Test
  void a_rotation_between_the_journal_and_the_store_is_seen() throws Exception {
    RecordSource before = journal();
    house.newPrimary();
    new KekRotation(house.keys, house.known()).step(house.node.ring(), 100);

    assertThat(VaultBackup.write(folder.resolve("mixed"), before, store("one"))).isEmpty();
    assertThat(folder.resolve("mixed")).doesNotExist();
  }

  @Test
  void it_fits_its_own_vault_and_history_alone() throws Exception {
    VaultBackup backup = backup("one.keys");
    House other = House.open(new MemoryKeys(house.watch));
    refused(() -> backup.restore(journal(other.events), store("two")), "another vault");

    List<VaultEvent> branched = new ArrayList<>(house.events.subList(0, 2));
    branched.add(house.events.get(1));
    refused(() -> backup.restore(journal(branched), store("two")), "another record 3");
  }

  @Test
  void a_lost_key_is_put_back_where_it_was_and_the_others_stay() throws Exception {
    VaultBackup backup = backup("one.keys");
    String lost = house.dek("openai");
    house.keys.delete(lost);
    Files.writeString(data("one").resolve("vault/keys").resolve(house.dek("qdrant")), "damaged");

    assertThat(backup.restore(journal(), store("one")).put()).isEqualTo(2);

    assertThat(on("one").read("openai")).isEqualTo("value one");
    assertThat(on("one").read("qdrant")).isEqualTo("value two");
  }

  @Test
  void the_file_is_its_owner_s_alone_is_not_replaced_and_each_flipped_bit_is_seen()
      throws Exception {
    backup("one.keys");
    Path file = folder.resolve("one.keys");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> VaultBackup.write(file, journal(), store("one")))
        .isInstanceOf(FileAlreadyExistsException.class);

    byte[] bytes = Files.readAllBytes(file);
    Path flipped = folder.resolve("flipped");
    for (int i = 0; i < bytes.length; i++) {
      byte[] other = bytes.clone();
      other[i] ^= 1;
      Files.write(flipped, other);
      assertThatThrownBy(() -> VaultBackup.open(flipped))
          .isInstanceOf(IllegalArgumentException.class);
    }
    Files.write(flipped, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> VaultBackup.open(flipped))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
