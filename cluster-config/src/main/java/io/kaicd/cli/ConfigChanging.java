package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kai config}: how a profile's values are changed. */
final class ConfigChanging {
  private ConfigChanging() {}

  @Command(
      name = "set",
      description = {
        "Set values, all in one change: services.gpu.maxInFlight=8.",
        "A value is JSON, or else text."
      },
      mixinStandardHelpOptions = true)
  static int set(
      @Mixin NodeOptionsMixin node,
      @Mixin ProfileChangeOver change,
      @Parameters(index = "0", paramLabel = "PROFILE") String profile,
      @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY=VALUE") List<String> values)
      throws Exception {
    ProfilePatch patch = new ProfilePatch(node);
    values.forEach(patch::set);
    return change.patched(node, profile, patch.document());
  }

  @Command(
      name = "unset",
      description = "Take values away, so that the layer below shows again.",
      mixinStandardHelpOptions = true)
  static int unset(
      @Mixin NodeOptionsMixin node,
      @Mixin ProfileChangeOver change,
      @Parameters(index = "0", paramLabel = "PROFILE") String profile,
      @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY") List<String> keys)
      throws Exception {
    ProfilePatch patch = new ProfilePatch(node);
    keys.forEach(patch::unset);
    return change.patched(node, profile, patch.document());
  }

  @Command(
      name = "import",
      description = "Make profiles what an exported document says.",
      mixinStandardHelpOptions = true)
  static int importDocument(
      @Mixin NodeOptionsMixin node,
      @Mixin ProfileChange change,
      @Parameters(paramLabel = "FILE|-") String file)
      throws Exception {
    JsonNode document = new JsonInput(node).file(file);
    String path = "/api/v1/configuration/import" + change.query();
    return change.told(node, node.client().post(path, document));
  }
}
