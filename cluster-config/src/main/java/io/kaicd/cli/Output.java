package io.kaicd.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Prints tables for people and JSON for programs. */
record Output(PrintWriter out, Format format) {
  enum Format {
    TEXT,
    JSON
  }

  boolean json() {
    return format == Format.JSON;
  }

  void print(JsonNode value) {
    try {
      text(
          json()
              ? Json.text(value)
              : Json.shared().writerWithDefaultPrettyPrinter().writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * That a change was made whose answer may have no body.
   *
   * @param text the same for people
   */
  int done(JsonNode answer, String text) {
    if (!json()) {
      line(text);
    } else {
      print(answer.isMissingNode() ? Json.shared().createObjectNode().put("done", text) : answer);
    }
    return Kai.OK;
  }

  /** An object whose fields are a line each. */
  void document(JsonNode value) {
    if (json()) {
      print(value);
      return;
    }
    int width = 0;
    for (var field : value.properties()) {
      width = Math.max(width, field.getKey().length());
    }
    for (var field : value.properties()) {
      String key = field.getKey();
      JsonNode held = field.getValue();
      String shown = held.isValueNode() ? held.asText() : Json.text(held);
      line((key + " ".repeat(width - key.length() + 2) + shown).stripTrailing());
    }
  }

  /** One line, whatever is in the text. */
  void line(String text) {
    out.println(Printable.of(text));
    out.flush();
  }

  /** With the lines that the text has. */
  void text(String text) {
    text.lines().forEach(this::line);
  }

  /** Columns as wide as their widest cell, the last one free. */
  void table(List<String> head, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(head);
    rows.forEach(row -> all.add(row.stream().map(Printable::of).toList()));
    int[] widths = new int[head.size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = row.get(i);
        line.append(cell);
        if (i < widths.length - 1) {
          line.append(" ".repeat(widths[i] - cell.length() + 2));
        }
      }
      line(line.toString().stripTrailing());
    }
  }
}
