package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {
  @TempDir private Path folder;

  private void write(String name, byte... content) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private void write(String name, String content) throws Exception {
    write(name, content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void textFilesAreFoundAndNothingElse() throws Exception {
    write("a.md", "a");
    write("sub/B.TXT", "b");
    write(".hidden/c.md", "c");
    write(".d.md", "d");
    write("picture.png", "e");
    write("node_modules/x/readme.md", "f");
    write("noending", "g");
    write("huge.txt", new byte[4 * 1024 * 1024 + 1]);
    Documents documents = new Documents(folder);

    assertThat(documents.files().stream().map(documents::name))
        .containsExactly("a.md", "sub/B.TXT");
    assertThat(documents.skipped()).isEqualTo(1);
  }

  @Test
  void whatIsNoTextIsSkippedAndCounted() throws Exception {
    write("latin.txt", (byte) 'a', (byte) 0xe9);
    write("binary.txt", (byte) 'a', (byte) 0);
    Documents documents = new Documents(folder);

    assertThat(documents.files()).allMatch(file -> documents.text(file).isEmpty());
    assertThat(documents.skipped()).isEqualTo(2);
  }

  @Test
  void markupIsTakenOffHtml() throws Exception {
    write("p.html", "<script>var x = '<p>';</script><h1>Fees &amp; more</h1><p>Pay <b>now</b>.");
    Documents documents = new Documents(folder);

    String text = documents.text(documents.files().getFirst()).orElseThrow();

    assertThat(text.strip().replaceAll("\\s+", " ")).isEqualTo("Fees & more Pay now .");
  }
}
