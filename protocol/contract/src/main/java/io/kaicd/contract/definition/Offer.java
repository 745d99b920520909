package io.kaicd.contract.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A routing key whose values a running replica publishes: models, collections.
 *
 * @param key its name, the last part of an operation's {@code routeBy}
 * @param from {@code capability/operation} that lists the values as {@code data[].id}; empty when
 *     the plugin publishes them itself
 * @param every an ISO-8601 duration between two askings, or {@code on-change}
 */
public record Offer(String key, List<String> capabilities, String from, String every) {
  public static final String ON_CHANGE = "on-change";

  public Offer(
      String key, List<String> capabilities, @Nullable String from, @Nullable String every) {
    this.key = key;
    this.capabilities = List.copyOf(capabilities);
    this.from = from == null ? "" : from;
    this.every = every == null ? ON_CHANGE : every;
  }
}
