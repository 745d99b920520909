package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "nodes",
    description = "List the nodes of the cluster.",
    mixinStandardHelpOptions = true)
final class NodesCommand implements Callable<Integer> {
  @Mixin private NodeOptionsMixin node = new NodeOptionsMixin();

  @Override
  public Integer call() throws Exception {
    ArrayNode items = Listing.all(node.client(), "/api/v1/nodes");
    if (node.output().json()) {
      node.output().print(items);
      return Kai.OK;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode item : items) {
      List<String> traits = new ArrayList<>();
      item.path("traits").forEach(trait -> traits.add(trait.asText()));
      rows.add(
          List.of(
              item.path("id").asText() + (item.path("self").asBoolean() ? " *" : ""),
              item.path("address").asText(),
              item.path("role").asText(),
              item.path("state").asText(),
              String.join(",", traits)));
    }
    node.output().table(List.of("NODE", "CLUSTER ADDRESS", "ROLE", "STATE", "TRAITS"), rows);
    return Kai.OK;
  }
}
