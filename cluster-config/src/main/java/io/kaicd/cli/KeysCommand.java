package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "keys",
    description = "Keys of programs and people, each with what it may do.",
    mixinStandardHelpOptions = true)
final class KeysCommand {
  private static final String PATH = "/api/v1/keys";

  @Command(
      name = "create",
      description = {
        "Make a key and print its token, which is shown this once.",
        "In events and call records its owner is key:ID."
      },
      mixinStandardHelpOptions = true)
  int create(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "ID") String id,
      @Option(
              names = "--allow",
              split = ",",
              paramLabel = "CAPABILITY",
              description = "May call these, such as llm_chat,embedding.")
          @Nullable List<String> allow,
      @Option(
              names = "--scope",
              split = ",",
              paramLabel = "read|config|secrets|admin",
              description = "May read, change, or do all.")
          @Nullable List<String> scopes,
      @Option(
              names = "--local",
              description = "Its calls stay in the house: services that may leave it are refused.")
          boolean local,
      @Option(
              names = "--expires",
              paramLabel = "DURATION|TIME",
              description = "Such as P30D, or 2027-01-31T12:00:00Z.")
          @Nullable String expires,
      @Option(names = "--dry-run", description = "Check all, make nothing.") boolean dryRun)
      throws Exception {
    ObjectNode wish = JsonNodeFactory.instance.objectNode().put("id", id);
    ArrayNode all = wish.putArray("scopes");
    if (allow != null) {
      allow.forEach(capability -> all.add("call:" + capability));
    }
    if (scopes != null) {
      scopes.forEach(all::add);
    }
    if (local) {
      wish.put("locality", "local");
    }
    if (expires != null) {
      wish.put("expires", Times.parse(node, expires).toString());
    }
    JsonNode made = node.client().post(PATH + "?dryRun=" + dryRun, wish);
    if (node.output().json() || dryRun) {
      node.output().print(made);
    } else {
      node.output().line(made.path("token").asText());
    }
    return Kai.OK;
  }

  @Command(name = "list", description = "All of them.", mixinStandardHelpOptions = true)
  int list(@Mixin NodeOptionsMixin node) throws Exception {
    ArrayNode items = Listing.all(node.client(), PATH);
    if (node.output().json()) {
      node.output().print(items);
      return Kai.OK;
    }
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode item : items) {
      List<String> scopes = new ArrayList<>();
      item.path("scopes").forEach(scope -> scopes.add(scope.asText()));
      rows.add(
          List.of(
              item.path("id").asText(),
              state(item),
              String.join(",", scopes)
                  + (item.path("locality").asText().equals("local") ? " (local)" : ""),
              item.path("created").asText(),
              item.path("by").asText()));
    }
    node.output().table(List.of("KEY", "STATE", "MAY", "MADE", "BY"), rows);
    return Kai.OK;
  }

  private static String state(JsonNode key) {
    if (!key.path("revoked").isNull()) {
      return "revoked";
    }
    if (key.path("expires").isNull()) {
      return "in force";
    }
    Instant expires = Instant.parse(key.path("expires").asText());
    return (Instant.now().isBefore(expires) ? "until " : "expired ") + expires;
  }

  @Command(
      name = "revoke",
      description = "End a key, at once and for good.",
      mixinStandardHelpOptions = true)
  int revoke(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--dry-run", description = "Check, revoke nothing.") boolean dryRun)
      throws Exception {
    String path = PATH + "/" + NodeClient.part(id) + "?dryRun=" + dryRun;
    JsonNode answer = node.client().delete(path);
    if (dryRun) {
      node.output().print(answer);
      return Kai.OK;
    }
    return node.output().done(answer, id + " is revoked");
  }
}
