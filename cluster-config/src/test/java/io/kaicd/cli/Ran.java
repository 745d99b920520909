package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** How a command line went. */
record Ran(int exit, String out, String err) {
  static Ran kai(String... arguments) {
    return kai(Terminal.NOBODY, arguments);
  }

  /** With somebody at a terminal. */
  static Ran kai(Terminal terminal, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Kai.commandLine(terminal)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Ran(exit, out.toString(), err.toString());
  }

  /** With this as standard input, which is one for all: not for tests side by side. */
  static Ran piped(String input, Supplier<Ran> ran) {
    return piped(input.getBytes(StandardCharsets.UTF_8), ran);
  }

  static Ran piped(byte[] input, Supplier<Ran> ran) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input));
    try {
      return ran.get();
    } finally {
      System.setIn(before);
    }
  }

  /** With the node being a fake one, whose folder is {@code data}. */
  static Ran kai(Path data, FakeServer node, String... arguments) {
    return kai(Terminal.NOBODY, data, node, arguments);
  }

  static Ran kai(Terminal terminal, Path data, FakeServer node, String... arguments) {
    try {
      Files.createDirectories(data);
      Files.writeString(data.resolve("token"), "s3cret-token\n");
      Files.writeString(
          data.resolve("node.json"),
          "{\"address\":\"%s\",\"node\":\"n1\",\"pid\":%d,\"journal\":\"LevelDB\"}"
              .formatted(node.address(), ProcessHandle.current().pid()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", data.toString()));
    return kai(terminal, all.toArray(String[]::new));
  }

  JsonNode json() {
    return Json.parse(out);
  }
}
