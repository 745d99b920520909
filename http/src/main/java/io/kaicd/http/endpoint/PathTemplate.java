package io.kaicd.http.endpoint;

import java.util.List;

/**
 * A path such as {@code /api/v1/services/{service}}. A parameter stands for one segment, but for a
 * last one written {@code {name...}}, which takes the rest, slashes included.
 */
public record PathTemplate(String text, List<String> segments) {
  public static PathTemplate of(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("a path starts with a slash: " + text);
    }
    return new PathTemplate(text, List.of(text.substring(1).split("/", -1)));
  }

  static boolean isParameter(String segment) {
    return segment.startsWith("{");
  }

  static boolean isRest(String segment) {
    return segment.endsWith("...}");
  }

  public List<String> parameters() {
    return segments.stream()
        .filter(PathTemplate::isParameter)
        .map(s -> s.substring(1, s.length() - 1).replace("...", ""))
        .toList();
  }
}
