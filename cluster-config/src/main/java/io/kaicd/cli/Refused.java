package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;

/** The node said no, or the command line did in its stead; carries the problem document. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient JsonNode problem;

  Refused(JsonNode problem) {
    super(problem.path("code").asText());
    this.problem = problem;
  }

  /** A refusal of the command line itself. */
  static Refused here(String code, String detail, String remedy) {
    return new Refused(
        Json.shared()
            .createObjectNode()
            .put("code", code)
            .put("detail", detail)
            .put("remedy", remedy));
  }

  String code() {
    return problem.path("code").asText();
  }

  JsonNode problem() {
    return problem;
  }
}
