package io.kaicd.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The text files below a folder: no hidden ones, none over 4 MiB, none that is not UTF-8. */
final class Documents {
  private static final long LARGEST = 4L * 1024 * 1024;
  private static final Set<String> KINDS =
      Set.of(
          "md", "txt", "html", "htm", "rst", "adoc", "org", "tex", "csv", "tsv", "json", "yaml",
          "yml", "toml", "xml", "java", "kt", "scala", "py", "js", "ts", "tsx", "go", "rs", "c",
          "h", "cpp", "cs", "rb", "sh", "sql");

  private final Path root;

  Documents(Path root) {
    this.root = root;
  }

  List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).filter(this::wanted).sorted().toList();
    }
  }

  private boolean wanted(Path file) {
    for (Path part : root.relativize(file)) {
      if (part.toString().startsWith(".")) {
        return false;
      }
    }
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    return dot > 0 && KINDS.contains(name.substring(dot + 1)) && file.toFile().length() <= LARGEST;
  }

  /** The path as it is shown and stored. */
  String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  /** The text, empty when the file is not UTF-8. */
  static Optional<String> text(Path file) throws IOException {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
              .toString();
      String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
      return Optional.of(name.endsWith(".html") || name.endsWith(".htm") ? stripped(text) : text);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static String stripped(String html) {
    return html.replaceAll("(?is)<(script|style)\\b.*?</\\1\\s*>", " ")
        .replaceAll("(?i)</?(p|div|h[1-6]|li|tr|br|section|article)\\b[^>]*>", "\n\n")
        .replaceAll("<[^>]*>", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&");
  }
}
