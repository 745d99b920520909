package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "services",
    description = "List services, and change them.",
    mixinStandardHelpOptions = true)
final class ServicesCommand {
  private static final String PATH = "/api/v1/services/";

  @Command(name = "list", description = "What runs.", mixinStandardHelpOptions = true)
  int list(
      @Mixin NodeOptionsMixin node,
      @Option(names = "--capability", paramLabel = "ID") @Nullable String capability)
      throws Exception {
    String filter = capability == null ? "" : "?capability=" + NodeClient.part(capability);
    ArrayNode items = Listing.all(node.client(), "/api/v1/services" + filter);
    if (node.output().json()) {
      node.output().print(items);
      return Kai.OK;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode item : items) {
      JsonNode status = item.path("status");
      List<String> nodes = new ArrayList<>();
      status.path("replicas").forEach(replica -> nodes.add(replica.path("node").asText()));
      rows.add(
          List.of(
              item.path("id").asText(),
              item.path("resolved").asText(),
              status.path("phase").asText(),
              String.join(",", nodes),
              status.path("offers").isEmpty() ? "" : status.path("offers").toString()));
    }
    node.output().table(List.of("SERVICE", "DEFINITION", "PHASE", "NODES", "OFFERS"), rows);
    return Kai.OK;
  }

  @Command(name = "show", description = "One service.", mixinStandardHelpOptions = true)
  int show(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "ID") String id)
      throws Exception {
    node.output().print(node.client().get(PATH + NodeClient.part(id)));
    return Kai.OK;
  }

  @Command(
      name = "put",
      description = "Make or change a service from a JSON file.",
      mixinStandardHelpOptions = true)
  int put(
      @Mixin NodeOptionsMixin node,
      @Parameters(index = "0", paramLabel = "ID") String id,
      @Parameters(index = "1", paramLabel = "FILE") Path file)
      throws Exception {
    JsonNode document = Json.parse(Files.readAllBytes(file));
    node.output().print(node.client().put(PATH + NodeClient.part(id), document));
    return Kai.OK;
  }

  @Command(name = "rm", description = "Remove a service.", mixinStandardHelpOptions = true)
  int remove(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "ID") String id)
      throws Exception {
    node.client().delete(PATH + NodeClient.part(id));
    return done(node, id + " is removed");
  }

  @Command(name = "enable", description = "Start it.", mixinStandardHelpOptions = true)
  int enable(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "ID") String id)
      throws Exception {
    change(node, id, "enabled", Json.shared().getNodeFactory().booleanNode(true));
    return done(node, id + " is enabled");
  }

  @Command(name = "disable", description = "Stop it.", mixinStandardHelpOptions = true)
  int disable(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "ID") String id)
      throws Exception {
    change(node, id, "enabled", Json.shared().getNodeFactory().booleanNode(false));
    return done(node, id + " is disabled");
  }

  @Command(
      name = "pin",
      description = "Run this version, or this range of versions, of its definition.",
      mixinStandardHelpOptions = true)
  int pin(
      @Mixin NodeOptionsMixin node,
      @Parameters(index = "0", paramLabel = "ID") String id,
      @Parameters(index = "1", paramLabel = "RANGE") String range)
      throws Exception {
    String now = node.client().get(PATH + NodeClient.part(id)).path("definition").asText();
    int at = now.indexOf('@');
    String definition = (at < 0 ? now : now.substring(0, at)) + "@" + range;
    change(node, id, "definition", Json.shared().getNodeFactory().textNode(definition));
    return done(node, id + " runs " + definition);
  }

  @Command(
      name = "quarantine",
      description = "Take it out of service.",
      mixinStandardHelpOptions = true)
  int quarantine(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "ID") String id)
      throws Exception {
    ObjectNode reason = Json.shared().createObjectNode().put("reason", "by its owner");
    node.client().post(PATH + NodeClient.part(id) + "/quarantine", reason);
    return done(node, id + " is in quarantine");
  }

  @Command(
      name = "release",
      description = "Take it out of quarantine.",
      mixinStandardHelpOptions = true)
  int release(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "ID") String id)
      throws Exception {
    node.client().post(PATH + NodeClient.part(id) + "/release", null);
    return done(node, id + " is released");
  }

  private static void change(NodeOptionsMixin node, String id, String field, JsonNode value)
      throws Exception {
    NodeClient client = node.client();
    JsonNode now = client.get(PATH + NodeClient.part(id));
    ObjectNode spec = Json.shared().createObjectNode();
    for (String kept :
        List.of(
            "definition", "enabled", "config", "secrets", "placement", "labels", "defaultFor")) {
      spec.set(kept, now.path(kept));
    }
    spec.set(field, value);
    client.put(PATH + NodeClient.part(id), spec);
  }

  private static int done(NodeOptionsMixin node, String text) {
    if (node.output().json()) {
      node.output().print(Json.shared().createObjectNode().put("done", text));
    } else {
      node.output().line(text);
    }
    return Kai.OK;
  }
}
