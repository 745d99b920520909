package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "audit",
    description = {
      "What was denied, and which secrets were used: counted, the newest first.",
      "Who changed what is in the history of what was changed."
    },
    mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
  @Mixin private NodeOptionsMixin node = new NodeOptionsMixin();

  @Option(names = "--actor", paramLabel = "ID", description = "Such as key:my-app, or nobody.")
  private @Nullable String actor;

  @Option(names = "--code", paramLabel = "CODE", description = "Such as auth.invalid, or sent.")
  private @Nullable String code;

  @Option(
      names = "--since",
      paramLabel = "DURATION|TIME",
      description = "Such as PT1H for the last hour, or 2027-01-31T12:00:00Z.")
  private @Nullable String since;

  @Option(names = "-n", defaultValue = "50", description = "How many: ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  public Integer call() throws Exception {
    String filter =
        "?limit="
            + limit
            + (actor == null ? "" : "&actor=" + NodeClient.part(actor))
            + (code == null ? "" : "&code=" + NodeClient.part(code))
            + (since == null ? "" : "&since=" + NodeClient.part(time(since).toString()));
    JsonNode items = node.client().get("/api/v1/audit" + filter).path("items");
    if (node.output().json()) {
      node.output().print(items);
      return Kai.OK;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode item : items) {
      rows.add(
          List.of(
              item.path("last").asText(),
              item.path("count").asText(),
              item.path("code").asText(),
              item.path("actor").asText(),
              what(item),
              item.path("first").asText(),
              item.path("node").asText()));
    }
    node.output().table(List.of("LAST", "COUNT", "CODE", "ACTOR", "WHAT", "FIRST", "NODE"), rows);
    return Kai.OK;
  }

  private static String what(JsonNode item) {
    return item.path("kind").asText().equals("used")
        ? item.path("secret").asText() + " by " + item.path("service").asText()
        : item.path("operation").asText();
  }

  private Instant time(String text) {
    try {
      return text.startsWith("P") ? Instant.now().minus(Duration.parse(text)) : Instant.parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      throw node.wrong("'" + text + "' is neither a duration such as PT1H nor a time");
    }
  }
}
