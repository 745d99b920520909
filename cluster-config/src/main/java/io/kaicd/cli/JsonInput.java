package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** JSON that a user hands in; what cannot be read is wrong usage. */
record JsonInput(NodeOptionsMixin node) {

  /** {@code -} for standard input, {@code @FILE}, or the JSON itself. */
  JsonNode argument(String text) throws IOException {
    return text.startsWith("@")
        ? file(text.substring(1))
        : text.equals("-")
            ? standardInput()
            : parse(text.getBytes(StandardCharsets.UTF_8), "the input");
  }

  /** A file's name, or {@code -} for standard input. */
  JsonNode file(String name) throws IOException {
    if (name.equals("-")) {
      return standardInput();
    }
    try {
      return parse(Files.readAllBytes(Path.of(name)), name);
    } catch (NoSuchFileException | InvalidPathException e) {
      throw node.wrong("there is no file " + name);
    } catch (IOException e) {
      throw node.wrong(name + " cannot be read");
    }
  }

  private JsonNode standardInput() throws IOException {
    return parse(System.in.readAllBytes(), "standard input");
  }

  private JsonNode parse(byte[] bytes, String where) {
    try {
      return Json.parse(bytes);
    } catch (RejectedException e) {
      throw node.wrong("nothing was sent: " + where + ": " + e.rejection().message());
    }
  }
}
