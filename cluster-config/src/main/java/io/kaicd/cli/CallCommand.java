package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "call",
    description = "Call an operation of a capability.",
    mixinStandardHelpOptions = true)
final class CallCommand implements Callable<Integer> {
  @Mixin private NodeOptionsMixin node = new NodeOptionsMixin();
  @Spec private @Nullable CommandSpec spec;

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

  @Option(names = "--stream", description = "Print the chunks as they come.")
  private boolean stream;

  @Override
  public Integer call() throws Exception {
    JsonNode body = body();
    String at = service == null ? "" : "/services/" + NodeClient.part(service);
    String path =
        "/api/v1"
            + at
            + "/capabilities/"
            + NodeClient.part(capability)
            + "/"
            + NodeClient.part(operation)
            + (contract == null ? "" : "?contract=" + NodeClient.part(contract));
    if (!stream) {
      node.output().print(node.client().post(path, body));
      return Kai.OK;
    }
    return streamed(path, body);
  }

  private int streamed(String path, JsonNode body) throws Exception {
    String event = "";
    try (Stream<String> lines = node.client().stream(path, body)) {
      for (String line : (Iterable<String>) lines::iterator) {
        if (line.startsWith("event: ")) {
          event = line.substring(7);
        } else if (line.startsWith("data: ")) {
          String data = line.substring(6);
          if (event.equals("failed")) {
            throw new Refused(Json.parse(data));
          }
          node.output().line(event.equals("chunk") ? data : event + " " + data);
        }
      }
    }
    if (event.equals("completed")) {
      return Kai.OK;
    }
    throw new Unreachable("the stream broke off without an end", "Call again");
  }

  private JsonNode body() throws IOException {
    try {
      byte[] bytes =
          input.equals("-")
              ? System.in.readAllBytes()
              : input.startsWith("@")
                  ? Files.readAllBytes(Path.of(input.substring(1)))
                  : input.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      return Json.parse(bytes);
    } catch (RejectedException e) {
      throw wrong("the input: " + e.rejection().message());
    } catch (NoSuchFileException e) {
      throw wrong("there is no file " + input.substring(1));
    }
  }

  private CommandLine.ParameterException wrong(String message) {
    if (spec == null) {
      throw new IllegalStateException(message);
    }
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
