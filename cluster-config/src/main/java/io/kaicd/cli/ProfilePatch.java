package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A JSON merge patch, put together of keys and values as they are typed: {@code user.a=1}, or
 * {@code /user/a~1b=1} where a name has a dot. None of them may undo another.
 */
final class ProfilePatch {
  private final NodeOptionsMixin node;
  private final List<List<String>> given = new ArrayList<>();
  private final ObjectNode document = JsonNodeFactory.instance.objectNode();

  ProfilePatch(NodeOptionsMixin node) {
    this.node = node;
  }

  ObjectNode document() {
    return document;
  }

  /**
   * @param typed {@code KEY=VALUE}
   */
  void set(String typed) {
    int at = typed.indexOf('=');
    if (at < 1) {
      throw node.wrong("'" + typed + "' is not KEY=VALUE");
    }
    put(typed.substring(0, at), value(typed.substring(0, at), typed.substring(at + 1)));
  }

  void unset(String key) {
    put(key, JsonNodeFactory.instance.nullNode());
  }

  /** JSON, or else text; but what begins as JSON does is not taken for text when it is broken. */
  private JsonNode value(String key, String text) {
    try {
      return Json.parse(text);
    } catch (RejectedException e) {
      String start = text.strip();
      boolean meant = !start.isEmpty() && "{[\"".indexOf(start.charAt(0)) >= 0;
      if (meant || e.rejection().code() != ErrorCode.REQUEST_MALFORMED) {
        throw node.wrong(
            "the value of %s is no JSON: %s; text goes into quotes: '\"...\"'"
                .formatted(key, e.rejection().message()));
      }
      return JsonNodeFactory.instance.textNode(text);
    }
  }

  private void put(String key, JsonNode value) {
    List<String> names = names(key);
    for (List<String> other : given) {
      int both = Math.min(names.size(), other.size());
      if (names.subList(0, both).equals(other.subList(0, both))) {
        throw node.wrong(
            "'" + key + "' and another key are about the same value; nothing was sent");
      }
    }
    given.add(names);
    ObjectNode at = document;
    for (String name : names.subList(0, names.size() - 1)) {
      at = at.path(name) instanceof ObjectNode there ? there : at.putObject(name);
    }
    at.set(names.getLast(), value);
  }

  /** Names with dots between them, or a JSON pointer. */
  private List<String> names(String key) {
    if (!key.startsWith("/")) {
      return Arrays.asList(key.split("\\.", -1));
    }
    if (key.matches(".*~([^01].*)?")) {
      throw node.wrong("'" + key + "' is no JSON pointer: ~ is written ~0, and / in a name ~1");
    }
    return Arrays.stream(key.substring(1).split("/", -1))
        .map(name -> name.replace("~1", "/").replace("~0", "~"))
        .toList();
  }
}
