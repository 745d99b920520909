package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "capabilities",
    description = "List capabilities, and read their contracts.",
    mixinStandardHelpOptions = true)
final class CapabilitiesCommand {
  @Command(name = "list", description = "What can be called.", mixinStandardHelpOptions = true)
  int list(@Mixin NodeOptionsMixin node) throws Exception {
    ArrayNode items = Listing.all(node.client(), "/api/v1/capabilities");
    if (node.output().json()) {
      node.output().print(items);
      return Kai.OK;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode item : items) {
      List<String> operations = new ArrayList<>();
      item.path("operations").forEach(operation -> operations.add(operation.asText()));
      rows.add(
          List.of(
              item.path("id").asText(),
              item.path("version").asText(),
              item.path("services").asText(),
              String.join(" ", operations)));
    }
    node.output().table(List.of("CAPABILITY", "CONTRACT", "SERVICES", "OPERATIONS"), rows);
    return Kai.OK;
  }

  @Command(name = "show", description = "One contract.", mixinStandardHelpOptions = true)
  int show(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--contract", paramLabel = "RANGE", description = "The highest in it.")
          @Nullable String range)
      throws Exception {
    String query = range == null ? "" : "?contract=" + NodeClient.part(range);
    node.output().print(node.client().get("/api/v1/capabilities/" + NodeClient.part(id) + query));
    return Kai.OK;
  }
}
