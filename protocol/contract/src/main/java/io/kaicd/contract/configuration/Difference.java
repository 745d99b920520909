package io.kaicd.contract.configuration;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** One place at which two documents differ. An array is one value, as it is when layers merge. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Difference.Added.class, name = "added"),
  @JsonSubTypes.Type(value = Difference.Removed.class, name = "removed"),
  @JsonSubTypes.Type(value = Difference.Changed.class, name = "changed")
})
public sealed interface Difference {
  /** A JSON pointer into both documents. */
  String pointer();

  record Added(String pointer, JsonNode after) implements Difference {}

  record Removed(String pointer, JsonNode before) implements Difference {}

  record Changed(String pointer, JsonNode before, JsonNode after) implements Difference {}

  /** All of them, in the order of their names. */
  static List<Difference> between(JsonNode before, JsonNode after) {
    List<Difference> all = new ArrayList<>();
    collect("", before, after, all);
    return List.copyOf(all);
  }

  private static void collect(
      String at, JsonNode before, JsonNode after, List<Difference> differences) {
    if (before.equals(after)) {
      return;
    }
    if (!(before instanceof ObjectNode was) || !(after instanceof ObjectNode is)) {
      differences.add(new Changed(at, before, after));
      return;
    }
    TreeSet<String> names = new TreeSet<>();
    was.fieldNames().forEachRemaining(names::add);
    is.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      String pointer = Pointer.member(at, name);
      if (!is.has(name)) {
        differences.add(new Removed(pointer, was.path(name)));
      } else if (!was.has(name)) {
        differences.add(new Added(pointer, is.path(name)));
      } else {
        collect(pointer, was.path(name), is.path(name), differences);
      }
    }
  }
}
