package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which node, and how to show what it says; the same for every command. */
final class NodeOptionsMixin {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
  private @Nullable Path data;

  @Option(
      names = "--address",
      paramLabel = "URL",
      description = "The node's address; else KAI_ADDR, else what the data folder says.")
  private @Nullable String address;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Holds the token; else KAI_TOKEN, else the data folder's.")
  private @Nullable Path tokenFile;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json",
      defaultValue = "text",
      description = "How to print: ${DEFAULT-VALUE}.")
  private Output.Format format = Output.Format.TEXT;

  @Option(names = "--show-http", description = "Print each request, its token left out.")
  private boolean showHttp;

  private CommandSpec command() {
    if (command == null) {
      throw new IllegalStateException("not mixed in");
    }
    return command;
  }

  Output output() {
    return new Output(command().commandLine().getOut(), format);
  }

  PrintWriter err() {
    return command().commandLine().getErr();
  }

  Path folder() {
    return data == null ? DataFolders.usual() : data;
  }

  NodeClient client() throws Unreachable {
    PrintWriter shown = showHttp ? err() : null;
    return new NodeClient(findAddress(), findToken(), shown);
  }

  String findAddress() throws Unreachable {
    String given = address != null ? address : data == null ? System.getenv("KAI_ADDR") : null;
    if (given != null) {
      return given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
    }
    Path note = folder().resolve("node.json");
    try {
      JsonNode node = Json.parse(Files.readAllBytes(note));
      return node.path("address").asText();
    } catch (IOException | RejectedException e) {
      throw new Unreachable(
          "no node runs on " + folder(), "Start it with ./kai run, or name one with --address");
    }
  }

  private String findToken() throws Unreachable {
    String given = tokenFile == null && data == null ? System.getenv("KAI_TOKEN") : null;
    if (given != null) {
      return given;
    }
    Path file = tokenFile == null ? folder().resolve("token") : tokenFile;
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new Unreachable(
          "the token cannot be read from " + file, "Name its file with --token-file");
    }
  }
}
