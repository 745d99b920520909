package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kai config}: what is read of profiles. */
final class ConfigReading {
  private ConfigReading() {}

  @Command(
      name = "list",
      description = "Profiles; * is the active one.",
      mixinStandardHelpOptions = true)
  static int list(@Mixin NodeOptionsMixin node) throws Exception {
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
  static int show(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "PROFILE") String profile)
      throws Exception {
    node.output().print(node.client().get(ProfileChange.path(profile)));
    return Kai.OK;
  }

  @Command(
      name = "effective",
      description = "What all layers come to on the node.",
      mixinStandardHelpOptions = true)
  static int effective(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "PROFILE") String profile,
      @Option(names = "--service", paramLabel = "ID", description = "One service's alone.")
          @Nullable String service)
      throws Exception {
    String query = service == null ? "" : "?service=" + NodeClient.part(service);
    node.output().print(node.client().get(ProfileChange.path(profile) + "/effective" + query));
    return Kai.OK;
  }

  @Command(
      name = "explain",
      description = "The layer that each value under a key comes from.",
      mixinStandardHelpOptions = true)
  static int explain(
      @Mixin NodeOptionsMixin node,
      @Parameters(index = "0", paramLabel = "PROFILE") String profile,
      @Parameters(index = "1", paramLabel = "KEY") String key)
      throws Exception {
    JsonNode told =
        node.client().get(ProfileChange.path(profile) + "/explain?key=" + NodeClient.part(key));
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
        "between any two versions or times of one: diff dev --from 3 --to 5."
      },
      mixinStandardHelpOptions = true)
  static int diff(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "PROFILE") String profile,
      @Option(names = "--from", paramLabel = "VERSION|TIME") @Nullable String from,
      @Option(names = "--to", paramLabel = "PROFILE|VERSION|TIME", required = true) String to)
      throws Exception {
    String query =
        "?to=" + NodeClient.part(to) + (from == null ? "" : "&from=" + NodeClient.part(from));
    JsonNode told = node.client().get(ProfileChange.path(profile) + "/diff" + query);
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
      description = "Who changed a profile, when and why; back to the first one.",
      mixinStandardHelpOptions = true)
  static int versions(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "PROFILE") String profile,
      @Option(
              names = "--before",
              paramLabel = "VERSION",
              description = "Only those older than this version.")
          @Nullable Long before,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "50",
              description = "As many (${DEFAULT-VALUE}).")
          int limit)
      throws Exception {
    String query = "?limit=" + limit + (before == null ? "" : "&cursor=" + before);
    JsonNode page = node.client().get(ProfileChange.path(profile) + "/versions" + query);
    if (node.output().json()) {
      node.output().print(page.path("items"));
      return Kai.OK;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode item : page.path("items")) {
      rows.add(
          List.of(
              item.path("version").asText(),
              item.path("at").asText(),
              item.path("actor").asText(),
              item.path("undoes").isIntegralNumber() ? item.path("undoes").asText() : "",
              item.path("reason").asText()));
    }
    node.output().table(List.of("VERSION", "AT", "BY", "UNDOES", "WHY"), rows);
    if (page.path("next").isTextual()) {
      node.output().line("there are older ones: --before " + page.path("next").asText());
    }
    return Kai.OK;
  }

  @Command(
      name = "export",
      description = "Print profiles as one document; it holds no secret.",
      mixinStandardHelpOptions = true)
  static int export(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "PROFILE", arity = "0..*") @Nullable List<String> profiles)
      throws Exception {
    String query =
        profiles == null ? "" : "?profiles=" + NodeClient.part(String.join(",", profiles));
    node.output().print(node.client().get("/api/v1/configuration/export" + query));
    return Kai.OK;
  }
}
