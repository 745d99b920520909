package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.fusesource.leveldbjni.JniDBFactory;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kai journal verify} reads what no stream needs, as a start does. */
class JournalVerifyTest {
  @TempDir private Path data;

  private Path journal() {
    return data.resolve("journal");
  }

  /** A table with nothing of a stream, each entry in a block of its own. */
  private Path table() throws IOException {
    Random random = new Random(7);
    try (DB db = JniDBFactory.factory.open(journal().toFile(), new Options())) {
      for (int seq = 1; seq <= 5; seq++) {
        byte[] value = new byte[6 * 1024];
        random.nextBytes(value);
        db.put(ByteBuffer.allocate(20).putInt(99).putLong(seq).array(), value);
      }
    }
    JniDBFactory.factory.open(journal().toFile(), new Options()).close(); // makes it of the log
    try (Stream<Path> files = Files.list(journal())) {
      return files
          .filter(file -> file.toString().matches(".*\\.(ldb|sst)"))
          .findFirst()
          .orElseThrow();
    }
  }

  private Ran verify() {
    return Ran.kai("journal", "verify", "--data", data.toString());
  }

  @Test
  void a_block_that_no_stream_needs_is_refused_by_its_table() throws Exception {
    Path table = table();
    assertThat(verify().exit()).isZero();
    byte[] bytes = Files.readAllBytes(table);
    bytes[bytes.length / 2] ^= 1;
    Files.write(table, bytes);

    Ran refused = verify();

    assertThat(refused.exit()).isEqualTo(Kai.REFUSED);
    assertThat(refused.err())
        .contains("journal.broken")
        .contains("a block of " + table.getFileName() + " cannot be read");
  }
}
