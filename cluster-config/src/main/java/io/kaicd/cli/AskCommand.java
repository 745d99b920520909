package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "ask",
    description = "Find the passages that answer a question, by meaning.",
    mixinStandardHelpOptions = true)
final class AskCommand implements Callable<Integer> {
  private static final int SHOWN = 240;

  @Mixin private NodeOptionsMixin node = new NodeOptionsMixin();

  @Parameters(index = "0", paramLabel = "COLLECTION")
  private String collection = "";

  @Parameters(index = "1", paramLabel = "QUESTION")
  private String question = "";

  @Option(names = "-n", defaultValue = "3", description = "How many passages: ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  public Integer call() throws Exception {
    NodeClient client = node.client();
    ObjectNode ask = Json.shared().createObjectNode().put("input", question);
    JsonNode vector = client.call("embedding", "embed", ask).path("data").path(0).path("embedding");
    JsonNode points = new Collection(client, collection).nearest(vector, limit);
    if (node.output().json()) {
      node.output().print(points);
      return Kai.OK;
    }
    for (JsonNode point : points) {
      String text = point.path("payload").path("text").asText();
      node.output()
          .line(
              String.format(
                  Locale.ROOT,
                  "%s  %.3f",
                  point.path("payload").path("path").asText(),
                  point.path("score").asDouble()));
      node.output()
          .line("    " + (text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text));
    }
    if (points.isEmpty()) {
      node.output().line("nothing found");
    }
    return Kai.OK;
  }
}
