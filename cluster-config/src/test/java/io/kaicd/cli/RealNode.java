package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import io.kaicd.node.Node;
import io.kaicd.node.NodeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A real node on free ports, and the command line of who runs it. */
final class RealNode implements AutoCloseable {
  private final Path data;
  private final Node node;
  private final Asking owner;

  RealNode(Path data) throws Exception {
    this.data = data;
    node =
        Node.start(
            new NodeOptions(
                data, "127.0.0.1", 0, "central", Set.of(), "leveldb", "127.0.0.1", 0, List.of()));
    owner = new Asking(node.address(), token());
  }

  String address() {
    return node.address();
  }

  String token() throws IOException {
    return Files.readString(node.tokenFile()).strip();
  }

  Path data() {
    return data;
  }

  Ran kai(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--data", data.toString()));
    return Ran.kai(all.toArray(String[]::new));
  }

  /** What a command prints with {@code -o json}. */
  JsonNode json(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("-o", "json"));
    Ran ran = kai(all.toArray(String[]::new));
    if (ran.exit() != Kai.OK) {
      throw new AssertionError(ran.err());
    }
    return ran.json();
  }

  JsonNode get(String path) throws Exception {
    return owner.get(path);
  }

  /** A change that is not made by the command line. */
  JsonNode ask(String method, String path, String body) throws Exception {
    String answer = owner.ask(method, path, body).body();
    return answer.isEmpty() ? Json.shared().createObjectNode() : Json.parse(answer);
  }

  ReadJournal journal() throws IOException {
    return ReadJournal.of(data);
  }

  @Override
  public void close() {
    owner.close();
    node.close();
  }
}
