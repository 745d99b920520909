package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;
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
      @Option(names = "--capability", paramLabel = "ID", description = "That have it.")
          @Nullable String capability,
      @Option(
              names = "--contract",
              paramLabel = "RANGE",
              description = "In these versions of its contract.")
          @Nullable String contract,
      @Option(names = "--trait", paramLabel = "NAME", description = "That need it.")
          @Nullable String trait,
      @Option(names = "--role", paramLabel = "ROLE", description = "That need it.")
          @Nullable String role,
      @Option(names = "--phase", paramLabel = "PHASE", description = "Such as ready.")
          @Nullable String phase)
      throws Exception {
    StringJoiner filter = new StringJoiner("&", "?", "").setEmptyValue("");
    add(filter, "capability", capability);
    add(filter, "contract", contract);
    add(filter, "trait", trait);
    add(filter, "role", role);
    add(filter, "phase", phase);
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

  private static void add(StringJoiner filter, String name, @Nullable String value) {
    if (value != null) {
      filter.add(name + "=" + NodeClient.part(value));
    }
  }

  @Command(name = "show", description = "One service.", mixinStandardHelpOptions = true)
  int show(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "ID") String id)
      throws Exception {
    node.output().print(node.client().get(PATH + NodeClient.part(id)));
    return Kai.OK;
  }

  @Command(
      name = "egress",
      description = "Where its requests went from this node and for whom, since the node started.",
      mixinStandardHelpOptions = true)
  int egress(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "ID") String id)
      throws Exception {
    JsonNode egress = node.client().get(PATH + NodeClient.part(id) + "/egress");
    if (node.output().json()) {
      node.output().print(egress);
      return Kai.OK;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode line : egress.path("items")) {
      rows.add(
          List.of(
              line.path("origin").asText(),
              line.path("reach").asText(),
              line.path("actor").asText(),
              line.path("requests").asText()));
    }
    node.output().table(List.of("ORIGIN", "REACH", "FOR", "REQUESTS"), rows);
    return Kai.OK;
  }

  @Command(
      name = "put",
      description = "Make or change a service from a JSON file.",
      mixinStandardHelpOptions = true)
  int put(
      @Mixin NodeOptionsMixin node,
      @Parameters(index = "0", paramLabel = "ID") String id,
      @Parameters(index = "1", paramLabel = "FILE|-") String file,
      @Option(names = "--dry-run", description = "Check all, change nothing.") boolean dryRun)
      throws Exception {
    JsonNode document = new JsonInput(node).file(file);
    String query = dryRun ? "?dryRun=true" : "";
    node.output().print(node.client().put(PATH + NodeClient.part(id) + query, document));
    return Kai.OK;
  }

  @Command(name = "rm", description = "Remove a service.", mixinStandardHelpOptions = true)
  int remove(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "ID") String id)
      throws Exception {
    JsonNode answer = node.client().delete(PATH + NodeClient.part(id));
    return node.output().done(answer, id + " is removed");
  }

  @Command(name = "enable", description = "Start it.", mixinStandardHelpOptions = true)
  int enable(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "ID") String id)
      throws Exception {
    JsonNode now = change(node, id, spec -> spec.put("enabled", true));
    return node.output().done(now, id + " is enabled");
  }

  @Command(name = "disable", description = "Stop it.", mixinStandardHelpOptions = true)
  int disable(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "ID") String id)
      throws Exception {
    JsonNode now = change(node, id, spec -> spec.put("enabled", false));
    return node.output().done(now, id + " is disabled");
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
    JsonNode now =
        change(
            node,
            id,
            spec -> {
              String definition = spec.path("definition").asText();
              int at = definition.indexOf('@');
              String bare = at < 0 ? definition : definition.substring(0, at);
              spec.put("definition", bare + "@" + range);
            });
    return node.output().done(now, id + " runs " + now.path("resolved").asText());
  }

  @Command(
      name = "quarantine",
      description = "Take it out of service.",
      mixinStandardHelpOptions = true)
  int quarantine(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "by its owner") String reason)
      throws Exception {
    ObjectNode why = Json.shared().createObjectNode().put("reason", reason);
    JsonNode now = node.client().post(PATH + NodeClient.part(id) + "/quarantine", why);
    return node.output().done(now, id + " is in quarantine");
  }

  @Command(
      name = "release",
      description = "Take it out of quarantine.",
      mixinStandardHelpOptions = true)
  int release(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "ID") String id)
      throws Exception {
    JsonNode now = node.client().post(PATH + NodeClient.part(id) + "/release", null);
    return node.output().done(now, id + " is released");
  }

  /** Reads, changes, and writes it over what was read and nothing newer. */
  private static JsonNode change(NodeOptionsMixin node, String id, Consumer<ObjectNode> edit)
      throws Exception {
    NodeClient client = node.client();
    String path = PATH + NodeClient.part(id);
    JsonNode now = client.get(path);
    ObjectNode spec = AddedService.own(now);
    edit.accept(spec);
    return client.putOver(path, now.path("generation").asLong(), spec);
  }
}
