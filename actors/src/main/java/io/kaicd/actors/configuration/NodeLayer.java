package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.kaicd.contract.configuration.Pointer;
import io.kaicd.contract.configuration.Source;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a node's environment sets: {@code KAI_CONFIG_<SERVICE>__<KEY>[__<KEY>...]}. A service's id
 * is in upper case with {@code _} for {@code -}; a key is compared without case, {@code _} and
 * {@code -}, so that {@code FIRST_BYTE_TIMEOUT} is {@code firstByteTimeout}. A value is JSON, or
 * text where the schema has a string.
 *
 * @param variables by the service's id
 */
record NodeLayer(SortedMap<String, List<Variable>> variables) {
  static final String PREFIX = "KAI_CONFIG_";
  static final NodeLayer NONE = new NodeLayer(new TreeMap<>());

  record Variable(String name, List<String> path, String text) {}

  /**
   * @param layers one a variable
   * @param problems the variables that cannot be used, by pointers into the profile's document
   */
  record Placed(List<Layer> layers, List<Fault> problems) {
    static final Placed NOTHING = new Placed(List.of(), List.of());
  }

  static NodeLayer of(Map<String, String> environment) {
    SortedMap<String, List<Variable>> all = new TreeMap<>();
    for (var entry : new TreeMap<>(environment).entrySet()) {
      if (entry.getKey().startsWith(PREFIX)) {
        List<String> parts = List.of(entry.getKey().substring(PREFIX.length()).split("__", -1));
        String service = parts.getFirst().toLowerCase(Locale.ROOT).replace('_', '-');
        all.computeIfAbsent(service, id -> new ArrayList<>())
            .add(new Variable(entry.getKey(), parts.subList(1, parts.size()), entry.getValue()));
      }
    }
    return new NodeLayer(all);
  }

  /** The variables that name a service which there is not. */
  List<String> unused(Set<String> services) {
    List<String> unused = new ArrayList<>();
    variables.forEach(
        (service, of) -> {
          if (!services.contains(service)) {
            of.forEach(variable -> unused.add(variable.name()));
          }
        });
    return unused;
  }

  /** Whether a variable means a service's key, or one below it, be it of use or not. */
  boolean means(String service, List<String> key) {
    return variables.getOrDefault(service, List.of()).stream()
        .map(variable -> variable.path().stream().map(NodeLayer::plain).toList())
        .anyMatch(
            path ->
                path.size() >= key.size()
                    && path.subList(0, key.size())
                        .equals(key.stream().map(NodeLayer::plain).toList()));
  }

  Placed on(String service, ServiceDefinition definition) {
    List<Variable> mine = variables.get(service);
    if (mine == null) {
      return Placed.NOTHING;
    }
    List<Layer> layers = new ArrayList<>();
    List<Fault> problems = new ArrayList<>();
    for (Variable variable : mine) {
      String at = Pointer.member("/services", service);
      JsonNode rule = definition.config();
      List<String> keys = new ArrayList<>();
      Fault problem = variable.path().isEmpty() ? fault(at, "unknown", "a key", variable) : null;
      for (String segment : variable.path()) {
        Set<String> meant = meant(rule, segment);
        if (meant.size() != 1) {
          problem =
              fault(
                  at,
                  meant.isEmpty() ? "unknown" : "ambiguous",
                  "one key of " + definition.ref(),
                  variable);
          break;
        }
        String key = meant.iterator().next();
        keys.add(key);
        at = Pointer.member(at, key);
        rule = rule.path("properties").path(key);
      }
      JsonNode value = problem == null ? value(rule, variable.text()) : null;
      if (problem == null && value == null) {
        problem = fault(at, "type", rule.path("type").toString(), variable);
      }
      if (problem != null || value == null) {
        problems.add(problem);
      } else {
        layers.add(new Layer(new Source.Node(variable.name()), nested(keys, value)));
      }
    }
    return new Placed(List.copyOf(layers), List.copyOf(problems));
  }

  private static Fault fault(String pointer, String code, String wanted, Variable variable) {
    return new Fault(pointer, "environment." + code, wanted, variable.name());
  }

  private static Set<String> meant(JsonNode rule, String segment) {
    Set<String> meant = new TreeSet<>();
    rule.path("properties")
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (plain(name).equals(plain(segment))) {
                meant.add(name);
              }
            });
    return meant;
  }

  private static String plain(String name) {
    return name.replaceAll("[_-]", "").toLowerCase(Locale.ROOT);
  }

  private static @Nullable JsonNode value(JsonNode rule, String text) {
    String types = rule.path("type").toString();
    if (types.equals("\"string\"")) {
      return TextNode.valueOf(text);
    }
    try {
      return Json.parse(text);
    } catch (RejectedException e) {
      return types.isEmpty() || types.contains("\"string\"") ? TextNode.valueOf(text) : null;
    }
  }

  private static JsonNode nested(List<String> keys, JsonNode value) {
    JsonNode at = value;
    for (String key : keys.reversed()) {
      ObjectNode around = JsonNodeFactory.instance.objectNode();
      around.set(key, at);
      at = around;
    }
    return at;
  }
}
