package io.kaicd.actors.journal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.fusesource.leveldbjni.JniDBFactory;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.WriteOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log format is read as the real library writes it. */
@SuppressWarnings("NullAway.Init")
class LevelDbFilesTest {
  private static final WriteOptions SYNCED = new WriteOptions().sync(true);

  @TempDir Path folder;
  private Path log;
  private byte[] written;

  @BeforeEach
  void aLogOfManyBlocks() throws IOException {
    try (DB db = JniDBFactory.factory.open(folder.toFile(), new Options())) {
      for (int i = 0; i < 300; i++) { // some larger than a block, so in several records
        byte[] value = new byte[i % 50 == 0 ? 70_000 : 900];
        Arrays.fill(value, (byte) i);
        byte[] key = ("key-" + i).getBytes(StandardCharsets.US_ASCII);
        db.put(key, value, SYNCED);
      }
    }
    log = folder.resolve("000003.log");
    written = Files.readAllBytes(log);
  }

  @Test
  void what_the_library_wrote_is_whole() throws IOException {
    assertThat(written.length).isGreaterThan(5 * 32 * 1024);
    assertThat(LevelDbFiles.damage(folder)).isEmpty();
  }

  @Test
  void every_flipped_bit_is_seen() {
    for (int at = 0; at < written.length; at += 997) {
      byte[] flipped = written.clone();
      flipped[at] ^= 8;
      assertThat(LevelDbFiles.firstBad(flipped)).as("byte %d", at).isBetween(0, at);
    }
  }

  @Test
  void a_zeroed_page_in_the_middle_is_seen_and_room_at_the_end_is_not() {
    byte[] zeroed = written.clone();
    Arrays.fill(zeroed, 98_304, 102_400, (byte) 0);
    assertThat(LevelDbFiles.firstBad(zeroed)).isBetween(90_000, 98_304);

    byte[] roomy = Arrays.copyOf(written, written.length + 10_000);
    assertThat(LevelDbFiles.firstBad(roomy)).isEqualTo(-1);
  }

  @Test
  void a_last_record_that_is_cut_off_is_no_damage() {
    for (int cut = 1; cut < 900; cut += 50) {
      byte[] shorter = Arrays.copyOf(written, written.length - cut);
      assertThat(LevelDbFiles.firstBad(shorter)).as("%d bytes less", cut).isEqualTo(-1);
    }
  }

  private void leaves(byte[] log) throws IOException {
    Files.write(this.log, log);
  }

  @Test
  void a_last_record_of_which_a_power_cut_left_some_pages_is_no_damage() throws IOException {
    byte[] roomy = Arrays.copyOf(written, written.length + 65_536);
    for (int from = written.length - 899; from < written.length; from += 100) {
      byte[] torn = roomy.clone();
      Arrays.fill(torn, from, Math.min(from + 400, written.length), (byte) 0);
      leaves(torn);
      assertThat(LevelDbFiles.firstBad(torn)).as("byte %d", from).isNotEqualTo(-1);
      assertThat(LevelDbFiles.damage(folder)).as("byte %d", from).isEmpty();
    }
    byte[] headless = roomy.clone();
    Arrays.fill(headless, written.length - 920, written.length - 100, (byte) 0);
    leaves(headless);
    assertThat(LevelDbFiles.damage(folder)).as("most of it").isEmpty();

    byte[] before = roomy.clone();
    Arrays.fill(before, written.length - 1500, written.length - 1400, (byte) 0);
    leaves(before);
    assertThat(LevelDbFiles.damage(folder)).as("one that was synced").isPresent();
  }

  @Test
  void a_last_record_of_several_blocks_may_have_lost_any_page() throws IOException {
    int from = written.length;
    try (DB db = JniDBFactory.factory.open(folder.toFile(), new Options())) {
      db.put(new byte[] {1}, "small".getBytes(StandardCharsets.US_ASCII), SYNCED);
      byte[] large = new byte[90_000];
      Arrays.fill(large, (byte) 7);
      db.put(new byte[] {2}, large, SYNCED);
    }
    try (var files = Files.list(folder)) {
      log = files.filter(f -> f.toString().endsWith(".log")).sorted().toList().getLast();
    }
    byte[] large = Files.readAllBytes(log);
    byte[] roomy = Arrays.copyOf(large, large.length + 65_536);
    assertThat(large.length).isBetween(90_000, from);
    for (int page = 4096; page < large.length; page += 4096) {
      byte[] torn = roomy.clone();
      Arrays.fill(torn, page, page + 4096, (byte) 0);
      leaves(torn);
      assertThat(LevelDbFiles.firstBad(torn)).as("page at %d", page).isNotEqualTo(-1);
      assertThat(LevelDbFiles.damage(folder)).as("page at %d", page).isEmpty();
    }
    Path later = folder.resolve("000999.log");
    Files.write(later, new byte[0]);
    assertThat(LevelDbFiles.damage(folder)).as("no longer the last log").isPresent();
  }
}
