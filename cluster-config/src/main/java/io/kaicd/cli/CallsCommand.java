package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "calls",
    description = "The last calls, and why they went wrong; never their payloads.",
    mixinStandardHelpOptions = true)
final class CallsCommand implements Callable<Integer> {
  @Mixin private NodeOptionsMixin node = new NodeOptionsMixin();

  @Option(names = "--failed", description = "Only those that did not complete.")
  private boolean failed;

  @Option(names = "--service", paramLabel = "ID")
  private @Nullable String service;

  @Option(names = "--capability", paramLabel = "ID")
  private @Nullable String capability;

  @Option(names = "-n", defaultValue = "20", description = "How many: ${DEFAULT-VALUE}.")
  private int limit;

  @Override
  public Integer call() throws Exception {
    String filter =
        "?limit="
            + limit
            + (failed ? "&failed=true" : "")
            + (service == null ? "" : "&service=" + NodeClient.part(service))
            + (capability == null ? "" : "&capability=" + NodeClient.part(capability));
    JsonNode items = node.client().get("/api/v1/calls" + filter).path("items");
    if (node.output().json()) {
      node.output().print(items);
      return Kai.OK;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode item : items) {
      rows.add(
          List.of(
              item.path("id").asText(),
              item.path("startedAt").asText(),
              item.path("capability").asText() + "/" + item.path("operation").asText(),
              item.path("service").asText(),
              item.path("outcome").asText(),
              String.format(Locale.ROOT, "%.1f ms", item.path("durationMicros").asLong() / 1000.0),
              item.path("code").asText()));
    }
    node.output()
        .table(List.of("CALL", "STARTED", "OPERATION", "SERVICE", "OUTCOME", "TOOK", "CODE"), rows);
    return Kai.OK;
  }

  @Command(name = "show", description = "One call.", mixinStandardHelpOptions = true)
  int show(@Mixin NodeOptionsMixin at, @Parameters(paramLabel = "ID") String id) throws Exception {
    at.output().document(at.client().get("/api/v1/calls/" + NodeClient.part(id)));
    return Kai.OK;
  }
}
