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
        db.put(key, value, new WriteOptions().sync(true));
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
}
