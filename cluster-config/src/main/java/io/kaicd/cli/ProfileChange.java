package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Option;

/** What every change of a profile can be told, and how it is sent and answered. */
final class ProfileChange {
  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the history.")
  private String reason = "";

  @Option(names = "--dry-run", description = "Show the difference, check all, change nothing.")
  private boolean dryRun;

  static String path(String profile) {
    return "/api/v1/profiles/" + NodeClient.part(profile);
  }

  /** The path of a change, with what it was told. */
  String on(String profile, String change) {
    return path(profile) + change + query();
  }

  String query() {
    return "?dryRun=" + dryRun + (reason.isEmpty() ? "" : "&reason=" + NodeClient.part(reason));
  }

  int posted(NodeOptionsMixin node, String profile, String change, JsonNode body) throws Exception {
    return told(node, node.client().post(on(profile, change), body));
  }

  int told(NodeOptionsMixin node, JsonNode answer) {
    node.output().print(answer);
    return Kai.OK;
  }
}
