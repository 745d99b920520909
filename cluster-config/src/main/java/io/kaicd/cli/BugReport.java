package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.journal.DurableFiles;
import io.kaicd.cli.DoctorCommand.Finding;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.redaction.Redaction;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What somebody who is to mend a node wants to know of it, as one text to be sent: the doctor's
 * findings, versions, how its services are, calls that failed, and the end of its log. It has no
 * configuration, no label and no payload, and is redacted as a whole.
 */
final class BugReport {
  private static final int LOG_BYTES = 64 * 1024;
  private static final int CALLS = 50;

  private final StringBuilder text = new StringBuilder();

  BugReport(List<Finding> findings, Instant at) {
    text.append("kai report of ").append(at).append('\n');
    text.append("Java ").append(Runtime.version()).append(", ");
    text.append(System.getProperty("os.name")).append(' ').append(System.getProperty("os.version"));
    text.append(' ').append(System.getProperty("os.arch")).append('\n');
    chapter("Findings");
    for (Finding finding : findings) {
      text.append(finding.good() ? "ok     " : "WRONG  ").append(finding.what()).append('\n');
    }
  }

  private void chapter(String title) {
    text.append("\n== ").append(title).append('\n');
  }

  /** What the node tells of itself; what it does not answer is said in its place. */
  void ask(NodeClient client) throws InterruptedException {
    chapter("Nodes");
    list(client, "/api/v1/nodes", "id", "role", "status", "version");
    chapter("Definitions");
    list(client, "/api/v1/definitions", "id", "version");
    chapter("Services");
    list(client, "/api/v1/services", "id", "resolved", "generation", "enabled", "status");
    chapter("Calls that failed");
    list(client, "/api/v1/calls?failed=true");
    chapter("Journal");
    told(() -> text.append(Json.text(client.get("/api/v1/journal"))).append('\n'));
  }

  /** In place of {@link #ask}. */
  void unasked(Unreachable why) {
    chapter("Nodes");
    text.append("no answer: ").append(why.getMessage()).append('\n');
  }

  private interface Question {
    void put() throws Refused, Unreachable, InterruptedException;
  }

  private void told(Question question) throws InterruptedException {
    try {
      question.put();
    } catch (Refused e) {
      text.append("refused: ").append(e.problem().path("detail").asText()).append('\n');
    } catch (Unreachable e) {
      text.append("no answer: ").append(e.getMessage()).append('\n');
    }
  }

  /**
   * @param fields those to be told, all when none is named
   */
  private void list(NodeClient client, String path, String... fields) throws InterruptedException {
    told(
        () -> {
          int told = 0;
          for (JsonNode item : Listing.all(client, path)) {
            if (++told > CALLS && fields.length == 0) {
              break;
            }
            text.append(fields.length == 0 ? Json.text(item) : only(item, fields)).append('\n');
          }
        });
  }

  private static String only(JsonNode item, String... fields) {
    return Stream.of(fields)
        .filter(item::has)
        .map(field -> field + " " + Json.text(item.path(field)))
        .collect(Collectors.joining("  "));
  }

  void log(Path file) throws IOException {
    chapter("The end of " + file.getFileName());
    if (!Files.isReadable(file)) {
      text.append("there is none\n");
      return;
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long from = Math.max(0, channel.size() - LOG_BYTES);
      channel.position(from);
      byte[] end = Channels.newInputStream(channel).readAllBytes();
      String lines = new String(end, StandardCharsets.UTF_8);
      // A line that begins before it may be cut in the middle of what would be hidden.
      text.append(from == 0 ? lines : lines.replaceFirst("[^\n]*\n?", "")).append('\n');
    }
  }

  String redacted() {
    return Redaction.redacted(text.toString());
  }

  /**
   * Of mode 0600.
   *
   * @throws java.nio.file.FileAlreadyExistsException rather than replace a file
   */
  void write(Path file) throws IOException {
    DurableFiles.create(file.toAbsolutePath(), redacted().getBytes(StandardCharsets.UTF_8));
  }
}
