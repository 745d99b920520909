package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
  @TempDir private Path folder;

  @Test
  void a_line_that_a_crash_cut_off_is_not_gone_on_with() throws Exception {
    Path file = folder.resolve("lines");
    DurableFiles.append(file, "first");
    Files.writeString(file, Files.readString(file) + "seco");

    DurableFiles.append(file, "third");
    DurableFiles.append(file, "fourth");

    assertThat(file).hasContent("first\nseco\nthird\nfourth\n");
  }
}
