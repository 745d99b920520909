package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Option;

/** What every change of profiles can be told, and how it is answered. */
class ProfileChange {
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

  int told(NodeOptionsMixin node, JsonNode answer) {
    node.output().print(answer);
    return Kai.OK;
  }
}
