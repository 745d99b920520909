package io.kaicd.contract.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/**
 * What can be asked of the profiles at one revision. Every method that names one throws a {@link
 * io.kaicd.contract.error.RejectedException} with {@code profile.unknown} when there is none.
 */
public interface Profiles {
  /**
   * A profile, and its own layer.
   *
   * @param version the number of the event that it came of; its ETag
   * @param parent the profile it inherits from, empty for none
   * @param ships whether it is one that every host has
   */
  record Own(
      String id, long version, String parent, boolean active, boolean ships, JsonNode layer) {}

  /** All of them, by name. */
  List<Own> all();

  Own own(String profile);

  /** All namespaces, resolved as on this node: {@code {"host":{},"services":{},"user":{}}}. */
  JsonNode effective(String profile);

  ServiceConfiguration effective(String profile, String service);

  /** Where this node's environment hides what a profile or an owner says, or cannot be used. */
  List<String> clashes(String profile);

  /**
   * @param key a JSON pointer, or names with dots between them
   */
  Explanation explain(String profile, String key);

  /** From what the one profile comes to, to what the other does. */
  List<Difference> difference(String from, String to);

  /**
   * A document that {@link ConfigurationWrite.Import} takes; no secret is in a profile.
   *
   * @param profiles none for all
   */
  JsonNode export(Set<String> profiles);
}
