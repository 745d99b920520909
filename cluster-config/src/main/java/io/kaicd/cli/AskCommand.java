package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
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

  @Option(names = "--model", paramLabel = "ID", description = "The model it was indexed with.")
  private String model = "";

  @Override
  public Integer call() throws Exception {
    if (question.isBlank()) {
      throw node.wrong("the question is empty");
    }
    if (limit < 1 || limit > 1_000) {
      throw node.wrong("-n is 1 to 1000, not " + limit);
    }
    NodeClient client = node.client();
    var vector = new Embedder(client, model).embed(List.of(question)).getFirst();
    JsonNode points = Collection.of(client, collection).nearest(vector, limit);
    if (node.output().json()) {
      node.output().print(points);
      return Kai.OK;
    }
    for (JsonNode point : points) {
      JsonNode payload = point.path("payload");
      double score = point.path("score").asDouble();
      node.output()
          .line(String.format(Locale.ROOT, "%.3f  %s", score, payload.path("path").asText()));
      node.output().text("       " + shortened(payload.path("text").asText()));
    }
    if (points.isEmpty()) {
      node.output().line("nothing found");
    }
    return Kai.OK;
  }

  private static String shortened(String text) {
    if (text.length() <= SHOWN) {
      return text;
    }
    int space = text.lastIndexOf(' ', SHOWN);
    return text.substring(0, space > 0 ? space : SHOWN) + " ...";
  }
}
