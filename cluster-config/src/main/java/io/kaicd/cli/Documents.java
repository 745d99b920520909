package io.kaicd.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The text files below a folder: known by their names' endings, no hidden ones, no links, none over
 * 4 MiB, none that is not UTF-8 text.
 */
final class Documents {
  private static final long LARGEST = 4L * 1024 * 1024;
  private static final Set<String> KINDS =
      Set.of(
          "md", "txt", "html", "htm", "rst", "adoc", "org", "tex", "csv", "tsv", "json", "yaml",
          "yml", "toml", "xml", "java", "kt", "scala", "py", "js", "ts", "tsx", "go", "rs", "c",
          "h", "cpp", "cs", "rb", "sh", "sql");
  private static final Set<String> MADE = Set.of("node_modules", "target", "__pycache__");

  private final Path root;
  private int skipped;

  Documents(Path root) {
    this.root = root;
  }

  /** In the order of their paths. */
  List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean wanted =
                folder.equals(root) || !(hidden(folder) || MADE.contains(last(folder)));
            return wanted ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && !hidden(file) && KINDS.contains(ending(file))) {
              if (attributes.size() <= LARGEST) {
                files.add(file);
              } else {
                skipped++;
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            skipped++;
            return FileVisitResult.CONTINUE;
          }
        });
    Collections.sort(files);
    return files;
  }

  /** Files of a known ending that are no documents: too large, unreadable, or not UTF-8. */
  int skipped() {
    return skipped;
  }

  private static String last(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static boolean hidden(Path path) {
    return last(path).startsWith(".");
  }

  private static String ending(Path file) {
    String name = last(file).toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The path as it is shown and stored. */
  String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  /** The text; empty when the file is no text, which counts as skipped. */
  Optional<String> text(Path file) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
              .toString();
      if (text.indexOf('\0') < 0) {
        return Optional.of(ending(file).startsWith("htm") ? stripped(text) : text);
      }
    } catch (CharacterCodingException e) {
      // no UTF-8
    } catch (IOException e) {
      // gone, or not to be read
    }
    skipped++;
    return Optional.empty();
  }

  private static String stripped(String html) {
    return html.replaceAll("(?is)<!--.*?-->|<(script|style)\\b.*?</\\1\\s*>", " ")
        .replaceAll("(?i)</?(p|div|h[1-6]|li|tr|br|section|article)\\b[^>]*>", "\n\n")
        .replaceAll("<[^>]*>", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&");
  }
}
