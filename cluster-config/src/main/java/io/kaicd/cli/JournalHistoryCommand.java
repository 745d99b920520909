package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "history",
    description =
        "Who changed what, the oldest first: the last changes, or those from a number on.",
    mixinStandardHelpOptions = true)
final class JournalHistoryCommand implements Callable<Integer> {
  private static final int PAGE = 100;

  @Mixin private NodeOptionsMixin node = new NodeOptionsMixin();

  @Parameters(
      arity = "0..1",
      paramLabel = "STREAM",
      description = "registry, configuration, keys, vault or audit; else all but audit.")
  private @Nullable String stream;

  @Option(names = "--from", paramLabel = "N", description = "From this record on; of one stream.")
  private long from;

  @Option(names = "--actor", paramLabel = "ID", description = "Such as owner, or key:my-app.")
  private @Nullable String actor;

  @Option(names = "-n", defaultValue = "50", description = "How many: ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  public Integer call() throws Exception {
    if (from > 0 && stream == null) {
      throw node.wrong("--from is a number in one stream: name the stream");
    }
    if (limit < 1) {
      throw node.wrong("-n is how many are shown, so 1 or more");
    }
    List<ObjectNode> found = new ArrayList<>();
    if (stream != null) {
      found.addAll(of(stream));
    } else {
      for (JsonNode one : node.client().get("/api/v1/journal").path("streams")) {
        String name = one.path("stream").asText();
        if (!name.equals("audit")) { // counts, which nobody did
          found.addAll(of(name));
        }
      }
      found.sort(Comparator.comparing(item -> Instant.parse(item.path("at").asText())));
    }
    show(from > 0 ? found : found.subList(Math.max(0, found.size() - limit), found.size()));
    return Kai.OK;
  }

  /** As many as are wanted: from a number on, or page by page from the end. */
  private List<ObjectNode> of(String name) throws Exception {
    String path = "/api/v1/journal/" + NodeClient.part(name) + "?limit=" + PAGE;
    List<ObjectNode> found = new ArrayList<>();
    if (from > 0) {
      for (long at = from; at > 0 && found.size() < limit; ) {
        JsonNode page = node.client().get(path + "&from=" + at);
        found.addAll(wanted(name, page));
        at = page.path("next").asLong(0);
      }
      return found.subList(0, Math.min(limit, found.size()));
    }
    JsonNode page = node.client().get(path);
    found.addAll(wanted(name, page));
    long first = page.path("items").path(0).path("number").asLong(1);
    while (first > 1 && found.size() < limit) {
      long before = Math.max(1, first - PAGE);
      page =
          node.client()
              .get(
                  "/api/v1/journal/%s?limit=%d&from=%d"
                      .formatted(NodeClient.part(name), first - before, before));
      found.addAll(0, wanted(name, page));
      first = before;
    }
    return found;
  }

  private List<ObjectNode> wanted(String name, JsonNode page) {
    List<ObjectNode> items = new ArrayList<>();
    for (JsonNode item : page.path("items")) {
      if (actor == null || actor.equals(item.path("actor").asText())) {
        items.add(((ObjectNode) item.deepCopy()).put("stream", name));
      }
    }
    return items;
  }

  private void show(List<ObjectNode> items) {
    if (node.output().json()) {
      ArrayNode all = Json.shared().createArrayNode();
      items.forEach(all::add);
      node.output().print(all);
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode item : items) {
      rows.add(
          List.of(
              item.path("at").asText(),
              item.path("actor").asText(),
              item.path("stream").asText(),
              item.path("number").asText(),
              item.path("event").asText().replaceAll("/.*", ""),
              Json.text(item.path("what"))));
    }
    node.output().table(List.of("AT", "ACTOR", "STREAM", "NUMBER", "EVENT", "WHAT"), rows);
  }
}
