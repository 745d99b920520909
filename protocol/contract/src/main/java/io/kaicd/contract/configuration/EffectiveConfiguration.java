package io.kaicd.contract.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the active profile comes to on a node, in one immutable object that any thread reads: a look
 * into a map, and no merging.
 */
public final class EffectiveConfiguration {
  public static final EffectiveConfiguration EMPTY =
      new EffectiveConfiguration(
          0,
          "",
          JsonNodeFactory.instance.objectNode(),
          JsonNodeFactory.instance.objectNode(),
          Map.of());

  private final long revision;
  private final String profile;
  private final JsonNode host;
  private final JsonNode user;
  private final Map<String, ServiceConfiguration> services;

  /**
   * @param revision the number of the last configuration event that it holds
   * @param profile the active one
   */
  public EffectiveConfiguration(
      long revision,
      String profile,
      JsonNode host,
      JsonNode user,
      Map<String, ServiceConfiguration> services) {
    this.revision = revision;
    this.profile = profile;
    this.host = host;
    this.user = user;
    this.services = Map.copyOf(services);
  }

  public long revision() {
    return revision;
  }

  public String profile() {
    return profile;
  }

  public JsonNode host() {
    return host;
  }

  public JsonNode user() {
    return user;
  }

  public Map<String, ServiceConfiguration> services() {
    return services;
  }

  public @Nullable ServiceConfiguration service(String id) {
    return services.get(id);
  }
}
