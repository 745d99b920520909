package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "config",
    description = "Read, change and switch configuration profiles.",
    mixinStandardHelpOptions = true)
final class ConfigCommand {
  private static final String PATH = "/api/v1/profiles/";
  private static final String EXPORT = "/api/v1/configuration/export";
  private static final String IMPORT = "/api/v1/configuration/import";

  /** What every change can be told. */
  static final class ChangeMixin {
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the history.")
    private String reason = "";

    @Option(names = "--dry-run", description = "Show the difference, check all, change nothing.")
    private boolean dryRun;

    String query() {
      return "?dryRun=" + dryRun + (reason.isEmpty() ? "" : "&reason=" + NodeClient.part(reason));
    }
  }

  private static String path(String profile) {
    return PATH + NodeClient.part(profile);
  }

  @Command(
      name = "list",
      description = "Profiles; * is the active one.",
      mixinStandardHelpOptions = true)
  int list(@Mixin NodeOptionsMixin node) throws Exception {
    JsonNode items = Listing.all(node.client(), "/api/v1/profiles");
    if (node.output().json()) {
      node.output().print(items);
      return Kai.OK;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode item : items) {
      rows.add(
          List.of(
              item.path("id").asText() + (item.path("active").asBoolean() ? " *" : ""),
              item.path("version").asText(),
              item.path("parent").asText(""),
              Json.text(item.path("layer"))));
    }
    node.output().table(List.of("PROFILE", "VERSION", "INHERITS", "OWN VALUES"), rows);
    return Kai.OK;
  }

  @Command(
      name = "show",
      description = "What a profile says itself.",
      mixinStandardHelpOptions = true)
  int show(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "PROFILE") String profile)
      throws Exception {
    node.output().print(node.client().get(path(profile)));
    return Kai.OK;
  }

  @Command(
      name = "set",
      description = {
        "Set values, all in one change: services.gpu.maxInFlight=8.",
        "A value is JSON, or else text."
      },
      mixinStandardHelpOptions = true)
  int set(
      @Mixin NodeOptionsMixin node,
      @Mixin ChangeMixin change,
      @Parameters(index = "0", paramLabel = "PROFILE") String profile,
      @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY=VALUE") List<String> values)
      throws Exception {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    for (String value : values) {
      int at = value.indexOf('=');
      if (at < 1) {
        throw node.wrong("'" + value + "' is not KEY=VALUE");
      }
      put(patch, value.substring(0, at), value(value.substring(at + 1)));
    }
    return changed(node, node.client().patch(path(profile) + change.query(), patch));
  }

  @Command(
      name = "unset",
      description = "Take values away, so that the layer below shows again.",
      mixinStandardHelpOptions = true)
  int unset(
      @Mixin NodeOptionsMixin node,
      @Mixin ChangeMixin change,
      @Parameters(index = "0", paramLabel = "PROFILE") String profile,
      @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY") List<String> keys)
      throws Exception {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    keys.forEach(key -> put(patch, key, JsonNodeFactory.instance.nullNode()));
    return changed(node, node.client().patch(path(profile) + change.query(), patch));
  }

  private static JsonNode value(String text) {
    try {
      return Json.parse(text);
    } catch (RejectedException e) {
      return JsonNodeFactory.instance.textNode(text);
    }
  }

  /** Puts a value under names with dots, or slashes, between them. */
  private static void put(ObjectNode patch, String key, JsonNode value) {
    boolean pointer = key.startsWith("/");
    String[] names = (pointer ? key.substring(1) : key).split(pointer ? "/" : "\\.", -1);
    ObjectNode at = patch;
    for (int i = 0; i < names.length - 1; i++) {
      at = at.path(names[i]) instanceof ObjectNode there ? there : at.putObject(names[i]);
    }
    at.set(names[names.length - 1], value);
  }

  private static int changed(NodeOptionsMixin node, JsonNode answer) {
    node.output().print(answer);
    return Kai.OK;
  }

  @Command(
      name = "effective",
      description = "What all layers come to on the node.",
      mixinStandardHelpOptions = true)
  int effective(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "PROFILE") String profile,
      @Option(names = "--service", paramLabel = "ID", description = "One service's alone.")
          @Nullable String service)
      throws Exception {
    String query = service == null ? "" : "?service=" + NodeClient.part(service);
    node.output().print(node.client().get(path(profile) + "/effective" + query));
    return Kai.OK;
  }

  @Command(
      name = "explain",
      description = "The layer that each value under a key comes from.",
      mixinStandardHelpOptions = true)
  int explain(
      @Mixin NodeOptionsMixin node,
      @Parameters(index = "0", paramLabel = "PROFILE") String profile,
      @Parameters(index = "1", paramLabel = "KEY") String key)
      throws Exception {
    JsonNode told = node.client().get(path(profile) + "/explain?key=" + NodeClient.part(key));
    if (node.output().json()) {
      node.output().print(told);
      return Kai.OK;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode value : told.path("values")) {
      List<String> hidden = new ArrayList<>();
      value
          .path("overrides")
          .forEach(
              one -> hidden.add(source(one.path("source")) + " " + Json.text(one.path("value"))));
      rows.add(
          List.of(
              value.path("pointer").asText(),
              Json.text(value.path("value")),
              source(value.path("source")),
              String.join(", ", hidden)));
    }
    node.output().table(List.of("KEY", "VALUE", "FROM", "HIDES"), rows);
    told.path("clashes").forEach(clash -> node.output().line("clash: " + clash.asText()));
    return Kai.OK;
  }

  private static String source(JsonNode source) {
    StringBuilder shown = new StringBuilder(source.path("layer").asText());
    for (var field : source.properties()) {
      if (!field.getKey().equals("layer")) {
        shown.append(' ').append(field.getValue().asText());
      }
    }
    return shown.toString();
  }

  @Command(
      name = "diff",
      description = {
        "What differs between two profiles: diff dev --to prod;",
        "between two versions or times of one: diff dev --from 3 --to 5."
      },
      mixinStandardHelpOptions = true)
  int diff(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "PROFILE") String profile,
      @Option(names = "--from", paramLabel = "VERSION|TIME") @Nullable String from,
      @Option(names = "--to", paramLabel = "PROFILE|VERSION|TIME", required = true) String to)
      throws Exception {
    String query =
        "?to=" + NodeClient.part(to) + (from == null ? "" : "&from=" + NodeClient.part(from));
    JsonNode told = node.client().get(path(profile) + "/diff" + query);
    if (node.output().json()) {
      node.output().print(told);
      return Kai.OK;
    }
    for (JsonNode one : told.path("differences")) {
      String at = one.path("pointer").asText();
      node.output()
          .line(
              switch (one.path("change").asText()) {
                case "added" -> "+ " + at + ": " + Json.text(one.path("after"));
                case "removed" -> "- " + at + ": " + Json.text(one.path("before"));
                default ->
                    "~ "
                        + at
                        + ": "
                        + Json.text(one.path("before"))
                        + " -> "
                        + Json.text(one.path("after"));
              });
    }
    return Kai.OK;
  }

  @Command(
      name = "versions",
      description = "Who changed a profile, when and why.",
      mixinStandardHelpOptions = true)
  int versions(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "PROFILE") String profile)
      throws Exception {
    JsonNode items = node.client().get(path(profile) + "/versions").path("items");
    if (node.output().json()) {
      node.output().print(items);
      return Kai.OK;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode item : items) {
      rows.add(
          List.of(
              item.path("version").asText(),
              item.path("at").asText(),
              item.path("actor").asText(),
              item.path("reason").asText()));
    }
    node.output().table(List.of("VERSION", "AT", "BY", "WHY"), rows);
    return Kai.OK;
  }

  @Command(
      name = "activate",
      description = "Make a profile the one that counts, everywhere, at once.",
      mixinStandardHelpOptions = true)
  int activate(
      @Mixin NodeOptionsMixin node,
      @Mixin ChangeMixin change,
      @Parameters(paramLabel = "PROFILE") String profile)
      throws Exception {
    return posted(node, path(profile) + "/activate" + change.query(), object());
  }

  @Command(
      name = "promote",
      description = "Give one profile's values to another, in one change.",
      mixinStandardHelpOptions = true)
  int promote(
      @Mixin NodeOptionsMixin node,
      @Mixin ChangeMixin change,
      @Parameters(index = "0", paramLabel = "FROM") String from,
      @Parameters(index = "1", paramLabel = "TO") String to,
      @Option(
              names = "--namespace",
              paramLabel = "NAME",
              description = "host, user, services or services.ID; repeatable.")
          @Nullable List<String> namespaces)
      throws Exception {
    ObjectNode body = object().put("to", to);
    if (namespaces != null) {
      namespaces.forEach(body.putArray("namespaces")::add);
    }
    return posted(node, path(from) + "/promote" + change.query(), body);
  }

  @Command(
      name = "rollback",
      description = "Make a profile what it was at a version.",
      mixinStandardHelpOptions = true)
  int rollback(
      @Mixin NodeOptionsMixin node,
      @Mixin ChangeMixin change,
      @Parameters(index = "0", paramLabel = "PROFILE") String profile,
      @Parameters(index = "1", paramLabel = "VERSION") long version)
      throws Exception {
    return posted(
        node, path(profile) + "/rollback" + change.query(), object().put("version", version));
  }

  @Command(name = "create", description = "Make a profile.", mixinStandardHelpOptions = true)
  int create(
      @Mixin NodeOptionsMixin node,
      @Mixin ChangeMixin change,
      @Parameters(paramLabel = "PROFILE") String profile,
      @Option(names = "--parent", paramLabel = "PROFILE", description = "To inherit from.")
          @Nullable String parent)
      throws Exception {
    ObjectNode body = object().put("parent", parent == null ? "" : parent);
    return changed(node, node.client().putNew(path(profile) + change.query(), body));
  }

  @Command(name = "rm", description = "Remove a profile.", mixinStandardHelpOptions = true)
  int remove(
      @Mixin NodeOptionsMixin node,
      @Mixin ChangeMixin change,
      @Parameters(paramLabel = "PROFILE") String profile)
      throws Exception {
    node.client().delete(path(profile) + change.query());
    node.output().line(profile + " is removed");
    return Kai.OK;
  }

  @Command(
      name = "export",
      description = "Print profiles as one document; it holds no secret.",
      mixinStandardHelpOptions = true)
  int export(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "PROFILE", arity = "0..*") @Nullable List<String> profiles)
      throws Exception {
    String query =
        profiles == null ? "" : "?profiles=" + NodeClient.part(String.join(",", profiles));
    node.output().print(node.client().get(EXPORT + query));
    return Kai.OK;
  }

  @Command(
      name = "import",
      description = "Make profiles what an exported document says.",
      mixinStandardHelpOptions = true)
  int importDocument(
      @Mixin NodeOptionsMixin node,
      @Mixin ChangeMixin change,
      @Parameters(paramLabel = "FILE|-") String file)
      throws Exception {
    return posted(node, IMPORT + change.query(), new JsonInput(node).file(file));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static int posted(NodeOptionsMixin node, String path, JsonNode body) throws Exception {
    return changed(node, node.client().post(path, body));
  }
}
