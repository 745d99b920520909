package io.kaicd.contract.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Where the values under a key come from.
 *
 * @param key a JSON pointer, such as {@code /services/gpu/baseUrl}
 * @param clashes where a node's environment hides a profile or a service, or cannot be used
 */
public record Explanation(String key, List<Origin> values, List<String> clashes) {
  public Explanation {
    values = List.copyOf(values);
    clashes = List.copyOf(clashes);
  }

  /**
   * One value.
   *
   * @param overrides what it hides, the nearest first
   */
  public record Origin(String pointer, JsonNode value, Source source, List<Hidden> overrides) {
    public Origin {
      overrides = List.copyOf(overrides);
    }
  }

  /** A value that a higher layer hides. */
  public record Hidden(Source source, JsonNode value) {}
}
