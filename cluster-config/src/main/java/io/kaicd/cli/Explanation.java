package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;

/** Says on standard error why a command did not do its work. */
final class Explanation {
  private final CommandLine command;
  private final PrintWriter err;

  Explanation(CommandLine command) {
    this.command = command;
    this.err = command.getErr();
  }

  /**
   * @return the exit code
   */
  int of(Exception failure) {
    return switch (failure) {
      case Refused refused -> say(refused.problem(), Kai.REFUSED);
      case RejectedException rejected -> {
        var rejection = rejected.rejection();
        ObjectNode problem =
            problem(rejection.code().text(), rejection.message(), rejection.remedy());
        problem.set("errors", Json.shared().valueToTree(rejection.faults()));
        yield say(problem, Kai.REFUSED);
      }
      case Unreachable unreachable ->
          say(
              problem(
                  "node.unreachable",
                  String.valueOf(unreachable.getMessage()),
                  unreachable.remedy()),
              Kai.UNREACHABLE);
      case InterruptedException _ -> say(problem("interrupted", "interrupted", "Try again"), 1);
      case IOException e ->
          say(
              problem("io", e.getClass().getSimpleName() + ": " + e.getMessage(), "Try again"),
              Kai.REFUSED);
      default ->
          say(
              problem("internal", "unexpected " + failure, "This is a defect; please report it"),
              Kai.REFUSED);
    };
  }

  private static ObjectNode problem(String code, String detail, String remedy) {
    return Json.shared()
        .createObjectNode()
        .put("code", code)
        .put("detail", detail)
        .put("remedy", remedy);
  }

  int say(JsonNode told, int exit) {
    JsonNode problem = RedactedProblem.of(told);
    if (json()) {
      line(Json.text(problem));
      err.flush();
      return exit;
    }
    line((exit == Kai.UNREACHABLE ? "no node: " : "refused: ") + problem.path("detail").asText());
    line("  code    " + problem.path("code").asText());
    for (JsonNode fault : problem.path("errors")) {
      String pointer = fault.path("pointer").asText();
      line(
          "  at      "
              + (pointer.isEmpty() ? "/" : pointer)
              + " ("
              + fault.path("code").asText()
              + "), wanted "
              + fault.path("wanted").asText());
    }
    if (problem.has("kept")) {
      line("  kept    " + problem.path("kept").path("version").asText() + " stays");
    }
    line("  remedy  " + problem.path("remedy").asText());
    err.flush();
    return exit;
  }

  private void line(String text) {
    err.println(Printable.of(text));
  }

  private boolean json() {
    var parsed = command.getParseResult();
    return parsed != null
        && parsed.matchedOptionValue("--output", Output.Format.TEXT) == Output.Format.JSON;
  }
}
