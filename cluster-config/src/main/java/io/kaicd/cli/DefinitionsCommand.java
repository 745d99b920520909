package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "definitions",
    description = "List, install and remove service definitions.",
    mixinStandardHelpOptions = true)
final class DefinitionsCommand {
  private static final String PATH = "/api/v1/definitions/";

  @Command(name = "list", description = "What is installed.", mixinStandardHelpOptions = true)
  int list(@Mixin NodeOptionsMixin node) throws Exception {
    ArrayNode items = Listing.all(node.client(), "/api/v1/definitions");
    if (node.output().json()) {
      node.output().print(items);
      return Kai.OK;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode item : items) {
      rows.add(
          List.of(
              item.path("id").asText(),
              item.path("version").asText(),
              item.path("category").asText(),
              item.path("title").asText()));
    }
    node.output().table(List.of("DEFINITION", "VERSION", "CATEGORY", "TITLE"), rows);
    return Kai.OK;
  }

  @Command(name = "show", description = "One definition.", mixinStandardHelpOptions = true)
  int show(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "ID[@VERSION]") String ref)
      throws Exception {
    node.output().print(node.client().get(PATH + path(ref)));
    return Kai.OK;
  }

  @Command(
      name = "install",
      description = "Install a definition from a JSON file, beside its other versions.",
      mixinStandardHelpOptions = true)
  int install(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "FILE|-") String file,
      @Option(names = "--dry-run", description = "Check all, change nothing.") boolean dryRun)
      throws Exception {
    JsonNode document = new JsonInput(node).file(file);
    if (!document.path("id").isTextual() || !document.path("version").isTextual()) {
      throw node.wrong(file + " has no id and version, so it is no service definition");
    }
    String ref = document.path("id").asText() + "@" + document.path("version").asText();
    node.output()
        .print(node.client().put(PATH + path(ref) + (dryRun ? "?dryRun=true" : ""), document));
    return Kai.OK;
  }

  @Command(
      name = "rm",
      description = "Remove a version that nothing uses.",
      mixinStandardHelpOptions = true)
  int remove(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "ID@VERSION") String ref)
      throws Exception {
    if (ref.indexOf('@') < 1) {
      throw node.wrong("name the version too: " + ref + "@1.0.0, say");
    }
    return node.output().done(node.client().delete(PATH + path(ref)), ref + " is removed");
  }

  private static String path(String ref) {
    int at = ref.indexOf('@');
    return at < 0
        ? NodeClient.part(ref)
        : NodeClient.part(ref.substring(0, at)) + "/" + NodeClient.part(ref.substring(at + 1));
  }
}
