package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** The node said no; carries its problem document. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient JsonNode problem;

  Refused(JsonNode problem) {
    super(problem.path("code").asText());
    this.problem = problem;
  }

  JsonNode problem() {
    return problem;
  }
}
