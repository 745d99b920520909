package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "call",
    description = "Call an operation of a capability.",
    mixinStandardHelpOptions = true)
final class CallCommand implements Callable<Integer> {
  @Mixin private NodeOptionsMixin node = new NodeOptionsMixin();

  @Parameters(index = "0", paramLabel = "CAPABILITY")
  private String capability = "";

  @Parameters(index = "1", paramLabel = "OPERATION")
  private String operation = "";

  @Parameters(
      index = "2",
      paramLabel = "JSON|@FILE|-",
      defaultValue = "{}",
      description = "The input; - reads it from standard input.")
  private String input = "";

  @Option(names = "--service", paramLabel = "ID", description = "Call this service.")
  private @Nullable String service;

  @Option(names = "--contract", paramLabel = "RANGE", description = "Ask for these versions.")
  private @Nullable String contract;

  @Option(names = "--stream", description = "Print the chunks as they come, one a line.")
  private boolean stream;

  @Override
  public Integer call() throws Exception {
    JsonNode body = new JsonInput(node).argument(input);
    String at = service == null ? "" : "/services/" + NodeClient.part(service);
    String path =
        "/api/v1"
            + at
            + "/capabilities/"
            + NodeClient.part(capability)
            + "/"
            + NodeClient.part(operation)
            + (contract == null ? "" : "?contract=" + NodeClient.part(contract));
    if (stream) {
      streamed(path, body);
    } else {
      node.output().print(node.client().post(path, body));
    }
    return Kai.OK;
  }

  private void streamed(String path, JsonNode body) throws Exception {
    String event = "";
    try (BufferedReader events = node.client().stream(path, body)) {
      for (String line = events.readLine(); line != null; line = events.readLine()) {
        if (line.startsWith("event: ")) {
          event = line.substring("event: ".length());
        } else if (line.startsWith("data: ")) {
          boolean ended =
              event(event.isEmpty() ? "chunk" : event, line.substring("data: ".length()));
          if (ended) {
            return;
          }
        } else if (line.isEmpty()) {
          event = ""; // a chunk's event has no name but that of the field before
        }
      }
    } catch (IOException e) {
      throw broken();
    }
    throw broken();
  }

  /**
   * @return whether it was the last one
   */
  private boolean event(String event, String data) throws Refused {
    switch (event) {
      case "chunk" -> node.output().line(data);
      case "failed" -> throw new Refused(Json.parse(data));
      case "cancelled" ->
          throw new Refused(
              Json.shared()
                  .createObjectNode()
                  .put("code", "call.cancelled")
                  .put("detail", "the call was cancelled")
                  .put("remedy", "Call again"));
      default -> {
        // Beside the chunks, so that standard output holds nothing else.
        node.err().println(event + " " + data);
        node.err().flush();
      }
    }
    return event.equals("completed");
  }

  private static Unreachable broken() {
    return new Unreachable(
        "the stream broke off without an end", "See ./kai nodes, and call again");
  }
}
