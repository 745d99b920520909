package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.actors.journal.DurableFiles;
import io.kaicd.contract.json.Json;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "secrets",
    description = "Secrets in the vault: values go in, and never come out.",
    mixinStandardHelpOptions = true)
final class SecretsCommand {
  static final String PATH = "/api/v1/secrets";

  @Command(
      name = "put",
      description = "A new secret, or a new version; its value is asked for.",
      mixinStandardHelpOptions = true)
  int put(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--to",
              required = true,
              split = ",",
              paramLabel = "HOST[:PORT][/PATH]",
              description = "Where it may be sent, and nowhere else. Without a port: https alone.")
          List<String> to,
      @Option(names = "--value-stdin", description = "Read the value from standard input.")
          boolean piped,
      @Option(names = "--expires", paramLabel = "DURATION|TIME", description = "Such as P90D.")
          @Nullable String expires)
      throws Exception {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode allow = body.putArray("allow");
    to.forEach(each -> allow.add(destination(each)));
    if (expires != null) {
      body.put("expires", Times.parse(node, expires).toString());
    }
    NodeClient client = node.client();
    body.put("value", new HiddenInput(node).read(piped, "Value of " + name));
    return said(node, client.put(one(name), body));
  }

  static ObjectNode destination(String text) {
    int slash = text.indexOf('/');
    return JsonNodeFactory.instance
        .objectNode()
        .put("host", slash < 0 ? text : text.substring(0, slash))
        .put("path", slash < 0 ? "/" : text.substring(slash));
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
      rows.add(
          List.of(
              item.path("name").asText(),
              item.path("condition").asText(),
              item.path("version").asText(),
              item.path("lastUsed").asText("-"),
              item.path("expires").asText("-"),
              places(item)));
    }
    node.output()
        .table(List.of("SECRET", "IS", "VERSION", "LAST USED", "EXPIRES", "GOES TO"), rows);
    return Kai.OK;
  }

  private static String places(JsonNode secret) {
    List<String> places = new ArrayList<>();
    for (JsonNode each : secret.path("allow")) {
      String path = each.path("path").asText();
      places.add(each.path("host").asText() + (path.equals("/") ? "" : path));
    }
    return String.join(",", places);
  }

  @Command(
      name = "show",
      description = "What can be told of one: versions, fingerprints, destinations.",
      mixinStandardHelpOptions = true)
  int show(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "NAME") String name)
      throws Exception {
    node.output().print(node.client().get(one(name)));
    return Kai.OK;
  }

  @Command(
      name = "rotate",
      description = "A new value; where it may go stays.",
      mixinStandardHelpOptions = true)
  int rotate(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--value-stdin", description = "Read the value from standard input.")
          boolean piped)
      throws Exception {
    NodeClient client = node.client();
    String value = new HiddenInput(node).read(piped, "New value of " + name);
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("value", value);
    return said(node, client.post(one(name) + "/rotate", body));
  }

  @Command(
      name = "rollback",
      description = "Use a kept version again.",
      mixinStandardHelpOptions = true)
  int rollback(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(paramLabel = "VERSION") int version)
      throws Exception {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("version", version);
    return said(node, node.client().post(one(name) + "/rollback", body));
  }

  @Command(
      name = "expire",
      description = "From when on it is refused.",
      mixinStandardHelpOptions = true)
  int expire(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(paramLabel = "DURATION|TIME|never") String at)
      throws Exception {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("at", at.equals("never") ? null : Times.parse(node, at).toString());
    return said(node, node.client().post(one(name) + "/expire", body));
  }

  @Command(
      name = "export",
      description = "All of them, sealed under a passphrase of their own, for another vault.",
      mixinStandardHelpOptions = true)
  int export(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "FILE") Path file,
      @Option(names = "--passphrase-stdin", description = "Read it from standard input.")
          boolean piped)
      throws Exception {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) { // before the journal tells of an export
      throw Refused.here(
          "secrets.file", file + " is there already, and is not replaced", "Name another file");
    }
    String passphrase = new HiddenInput(node).readNew(piped, "Passphrase of the export");
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("passphrase", passphrase);
    ObjectNode sealed = (ObjectNode) node.client().post(VaultCommand.PATH + "/export", body);
    JsonNode skipped = sealed.remove("skipped"); // names are for the terminal, not for the file
    DurableFiles.create(file.toAbsolutePath(), Json.bytes(sealed));
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("file", file.toString());
    if (skipped != null) {
      answer.set("skipped", skipped);
    }
    node.output().done(answer, "sealed in " + file);
    if (!node.output().json()) {
      skipped(node, skipped);
    }
    return Kai.OK;
  }

  @Command(
      name = "import",
      description = "What an export holds; secrets that are here get a new version.",
      mixinStandardHelpOptions = true)
  int take(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "FILE") String file,
      @Option(names = "--passphrase-stdin", description = "Read it from standard input.")
          boolean piped)
      throws Exception {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("sealed", new JsonInput(node).file(file));
    body.put("passphrase", new HiddenInput(node).read(piped, "Passphrase of the export"));
    JsonNode taken = node.client().post(VaultCommand.PATH + "/import", body);
    if (node.output().json()) {
      node.output().print(taken);
    } else {
      node.output()
          .line(
              taken.path("created").size()
                  + " created, "
                  + taken.path("replaced").size()
                  + " replaced");
      skipped(node, taken.path("skipped"));
    }
    return Kai.OK;
  }

  private static void skipped(NodeOptionsMixin node, @Nullable JsonNode skipped) {
    if (skipped != null) {
      for (JsonNode each : skipped) {
        node.output()
            .line("left out: " + each.path("name").asText() + ": " + each.path("why").asText());
      }
    }
  }

  @Command(
      name = "delete",
      description = "Destroy its keys, for good; no backup of the journal brings it back.",
      mixinStandardHelpOptions = true)
  int delete(@Mixin NodeOptionsMixin node, @Parameters(paramLabel = "NAME") String name)
      throws Exception {
    return node.output().done(node.client().delete(one(name)), name + " is gone");
  }

  private static String one(String name) {
    return PATH + "/" + NodeClient.part(name);
  }

  private static int said(NodeOptionsMixin node, JsonNode secret) {
    if (node.output().json()) {
      node.output().print(secret);
    } else {
      String expires = secret.path("expires").asText("");
      node.output()
          .line(
              secret.path("name").asText()
                  + " is at version "
                  + secret.path("version").asText()
                  + ", goes to "
                  + places(secret)
                  + (expires.isEmpty() || expires.equals("null") ? "" : ", until " + expires));
    }
    return Kai.OK;
  }
}
