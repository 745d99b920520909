package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileWrappedKeysTest {
  private static final String ID = "0123456789abcdef0123456789abcdef";
  private static final String KEK = "fedcba9876543210fedcba9876543210";
  private static final WrappedKey KEY = new WrappedKey(ID, KEK, new Box(new byte[60]));
  private static final WrappedKey NEXT = new WrappedKey(ID, ID, new Box(new byte[61]));

  @TempDir Path folder;
  private FileWrappedKeys keys;

  @BeforeEach
  void open() {
    keys = new FileWrappedKeys(folder.resolve("keys"));
  }

  private Path file() {
    return folder.resolve("keys").resolve(ID);
  }

  @Test
  void a_key_is_kept_for_its_owner_alone_and_read_by_the_next_process() throws Exception {
    keys.put(KEY);

    assertThat(new FileWrappedKeys(folder.resolve("keys")).get(ID)).contains(KEY);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys"))))
        .isEqualTo("rwx------");
    assertThat(keys.list()).extracting(WrappedKeys.Listed::id).containsExactly(ID);
  }

  @Test
  void a_key_is_never_put_over_another() {
    keys.put(KEY);

    assertThatThrownBy(() -> keys.put(NEXT)).isInstanceOf(IllegalStateException.class);

    assertThat(keys.get(ID)).contains(KEY);
  }

  @Test
  void a_deleted_key_does_not_come_back_by_a_replacement() throws Exception {
    keys.put(KEY);
    keys.delete(ID);
    keys.delete(ID);

    assertThat(keys.replace(KEY, NEXT)).isFalse();

    assertThat(keys.get(ID)).isEmpty();
    try (var files = Files.list(folder.resolve("keys"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void only_what_is_as_it_was_is_replaced() {
    keys.put(KEY);

    assertThat(keys.replace(KEY, NEXT)).isTrue();
    assertThat(keys.replace(KEY, KEY)).isFalse();

    assertThat(keys.get(ID)).contains(NEXT);
  }

  @Test
  void what_a_crash_left_half_written_is_no_key_and_in_nobody_s_way() throws Exception {
    Path half = folder.resolve("keys").resolve(ID + ".new");
    Files.writeString(half, "kai-d");
    assertThat(keys.get(ID)).isEmpty();
    assertThat(keys.list()).extracting(WrappedKeys.Listed::id).containsExactly(ID);

    keys.put(KEY);
    assertThat(keys.get(ID)).contains(KEY);
    assertThat(half).doesNotExist();

    Files.writeString(half, "kai-d");
    keys.delete(ID);
    assertThat(half).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "kai-dek/2 a b\n", "kai-dek/1 ../../x AAAA\n", "\0\0\0"})
  void a_damaged_file_is_no_key(String text) throws Exception {
    keys.put(KEY);
    Files.writeString(file(), text);

    assertThat(keys.get(ID)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/passwd", "", "ABC", "0123456789abcdef0123456789abcdeg"})
  void what_is_no_id_touches_no_file(String id) {
    assertThatThrownBy(() -> keys.put(new WrappedKey(id, KEK, KEY.box())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> keys.delete(id)).isInstanceOf(IllegalArgumentException.class);
    assertThat(keys.get(id)).isEmpty();
  }
}
