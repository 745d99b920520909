package io.kaicd.http.endpoint;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.pekko.http.scaladsl.model.Uri;
import org.jspecify.annotations.Nullable;

/**
 * All endpoints. Finding one walks the parsed path along a tree of segments; a fixed segment wins
 * over a parameter, and nothing is allocated but the parameters' array.
 */
public final class EndpointTable {
  private static final int MOST_PARAMETERS = 4;

  private final List<Endpoint> endpoints;
  private final Place root = new Place();

  public EndpointTable(List<Endpoint> endpoints) {
    this.endpoints = List.copyOf(endpoints);
    endpoints.forEach(this::add);
  }

  public List<Endpoint> endpoints() {
    return endpoints;
  }

  private void add(Endpoint endpoint) {
    Place at = root;
    for (String segment : endpoint.path().segments()) {
      at = at.child(segment);
    }
    if (at.byMethod.put(endpoint.method(), endpoint) != null) {
      throw new IllegalArgumentException(
          "two endpoints for " + endpoint.method() + " " + endpoint.path().text());
    }
    at.allow = at.byMethod.keySet().stream().map(Method::name).collect(Collectors.joining(", "));
  }

  /**
   * The place that a path leads to; its parameters are left in the exchange.
   *
   * @return null when there is nothing there
   */
  public @Nullable Place find(Uri.Path path, Exchange exchange) {
    Place at = root;
    Uri.Path rest = path;
    String[] parameters = new String[MOST_PARAMETERS];
    int found = 0;
    while (!rest.isEmpty()) {
      if (!rest.startsWithSlash()) {
        return null;
      }
      rest = rest.tail();
      String segment = rest.startsWithSegment() ? (String) rest.head() : "";
      Place next = at.fixed.get(segment);
      if (next != null) {
        at = next;
      } else if (at.rest != null && !segment.isEmpty()) {
        parameters[found] = decoded(rest);
        exchange.parameters(parameters);
        return at.rest;
      } else if (at.parameter != null && !segment.isEmpty()) {
        parameters[found++] = segment;
        at = at.parameter;
      } else {
        return null;
      }
      rest = rest.startsWithSegment() ? rest.tail() : rest;
    }
    exchange.parameters(parameters);
    return at.byMethod.isEmpty() ? null : at;
  }

  // its own toString would encode the segments again
  private static String decoded(Uri.Path path) {
    StringBuilder text = new StringBuilder();
    for (Uri.Path at = path; !at.isEmpty(); at = at.tail()) {
      text.append(at.head());
    }
    return text.toString();
  }

  /** A place in the tree, with the endpoints there. */
  public static final class Place {
    private final Map<String, Place> fixed = new HashMap<>();
    private final Map<Method, Endpoint> byMethod = new EnumMap<>(Method.class);
    private @Nullable Place parameter;
    private @Nullable Place rest;
    private String allow = "";

    /** The endpoint for a method. */
    public @Nullable Endpoint endpoint(String method) {
      return switch (method) {
        case "GET" -> byMethod.get(Method.GET);
        case "PUT" -> byMethod.get(Method.PUT);
        case "PATCH" -> byMethod.get(Method.PATCH);
        case "POST" -> byMethod.get(Method.POST);
        case "DELETE" -> byMethod.get(Method.DELETE);
        default -> null;
      };
    }

    /** The methods there are, as the Allow header lists them. */
    public String allow() {
      return allow;
    }

    private Place child(String segment) {
      if (PathTemplate.isRest(segment)) {
        if (rest == null) {
          rest = new Place();
        }
        return rest;
      }
      if (PathTemplate.isParameter(segment)) {
        if (parameter == null) {
          parameter = new Place();
        }
        return parameter;
      }
      return fixed.computeIfAbsent(segment, s -> new Place());
    }
  }
}
