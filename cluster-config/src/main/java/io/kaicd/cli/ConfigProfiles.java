package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kai config}: profiles as wholes, from their making to their end. */
final class ConfigProfiles {
  private ConfigProfiles() {}

  @Command(name = "create", description = "Make a profile.", mixinStandardHelpOptions = true)
  static int create(
      @Mixin NodeOptionsMixin node,
      @Mixin ProfileChange change,
      @Parameters(paramLabel = "PROFILE") String profile,
      @Option(names = "--parent", paramLabel = "PROFILE", description = "To inherit from.")
          @Nullable String parent)
      throws Exception {
    ObjectNode body = object().put("parent", parent == null ? "" : parent);
    return change.told(node, node.client().putNew(change.on(profile, ""), body));
  }

  @Command(
      name = "activate",
      description = "Make a profile the one that counts, everywhere, at once.",
      mixinStandardHelpOptions = true)
  static int activate(
      @Mixin NodeOptionsMixin node,
      @Mixin ProfileChangeOver change,
      @Parameters(paramLabel = "PROFILE") String profile)
      throws Exception {
    return change.posted(node, profile, "/activate", object());
  }

  @Command(
      name = "promote",
      description = "Give one profile's values to another, in one change.",
      mixinStandardHelpOptions = true)
  static int promote(
      @Mixin NodeOptionsMixin node,
      @Mixin ProfileChangeOver change,
      @Parameters(index = "0", paramLabel = "FROM") String from,
      @Parameters(index = "1", paramLabel = "TO") String to,
      @Option(
              names = "--namespace",
              paramLabel = "NAME",
              description = "host, user, services or services.ID; repeatable.")
          @Nullable List<String> namespaces,
      @Option(
              names = "--if-target",
              paramLabel = "VERSION",
              description = "Only when TO is at this version still.")
          @Nullable Long target)
      throws Exception {
    ObjectNode body = object().put("to", to);
    if (target != null) {
      body.put("ifTarget", target);
    }
    if (namespaces != null) {
      namespaces.forEach(body.putArray("namespaces")::add);
    }
    return change.posted(node, from, "/promote", body);
  }

  @Command(
      name = "rollback",
      description = "Make a profile what it was at a version.",
      mixinStandardHelpOptions = true)
  static int rollback(
      @Mixin NodeOptionsMixin node,
      @Mixin ProfileChangeOver change,
      @Parameters(index = "0", paramLabel = "PROFILE") String profile,
      @Parameters(index = "1", paramLabel = "VERSION") long version)
      throws Exception {
    return change.posted(node, profile, "/rollback", object().put("version", version));
  }

  @Command(name = "rm", description = "Remove a profile.", mixinStandardHelpOptions = true)
  static int remove(
      @Mixin NodeOptionsMixin node,
      @Mixin ProfileChangeOver change,
      @Parameters(paramLabel = "PROFILE") String profile)
      throws Exception {
    JsonNode answer = change.deleted(node, profile);
    return answer.isMissingNode()
        ? node.output().done(answer, profile + " is removed")
        : change.told(node, answer); // of a dry run
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
