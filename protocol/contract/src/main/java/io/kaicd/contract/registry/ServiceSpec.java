package io.kaicd.contract.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.contract.version.VersionRange;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the owner says of a service: {@code PUT /api/v1/services/{id}}.
 *
 * @param definition {@code id@range}; a full version pins it
 * @param secrets by the name that the definition wants them under
 * @param defaultFor capabilities that this service answers when a call names neither a service nor
 *     a routing key
 */
@JsonIgnoreProperties("$schema") // which the schema lets a document name
public record ServiceSpec(
    String definition,
    boolean enabled,
    JsonNode config,
    Map<String, SecretRef> secrets,
    Placement placement,
    Map<String, String> labels,
    List<String> defaultFor) {

  public ServiceSpec {
    secrets = Map.copyOf(secrets);
    labels = Map.copyOf(labels);
    defaultFor = List.copyOf(defaultFor);
  }

  @JsonCreator
  static ServiceSpec of(
      @JsonProperty("definition") String definition,
      @JsonProperty("enabled") @Nullable Boolean enabled,
      @JsonProperty("config") @Nullable JsonNode config,
      @JsonProperty("secrets") @Nullable Map<String, SecretRef> secrets,
      @JsonProperty("placement") @Nullable Placement placement,
      @JsonProperty("labels") @Nullable Map<String, String> labels,
      @JsonProperty("defaultFor") @Nullable List<String> defaultFor) {
    return new ServiceSpec(
        definition,
        enabled == null || enabled,
        Objects.requireNonNullElseGet(config, JsonNodeFactory.instance::objectNode),
        secrets == null ? Map.of() : secrets,
        Objects.requireNonNullElse(placement, Placement.FREE),
        labels == null ? Map.of() : labels,
        defaultFor == null ? List.of() : defaultFor);
  }

  /** The id of the definition it runs. */
  public String definitionId() {
    int at = definition.lastIndexOf('@');
    return at < 0 ? definition : definition.substring(0, at);
  }

  /** The versions of the definition it accepts. */
  public VersionRange definitionRange() {
    int at = definition.lastIndexOf('@');
    return at < 0 ? VersionRange.ANY : VersionRange.of(definition.substring(at + 1));
  }

  /** Whether the label {@code locality} is {@code local}: the host keeps it in the house then. */
  public boolean local() {
    return "local".equals(labels.get("locality"));
  }

  public ServiceSpec placedOn(String node) {
    return new ServiceSpec(
        definition, enabled, config, secrets, new Placement(node), labels, defaultFor);
  }

  /** The same service, configured otherwise. */
  public ServiceSpec configured(JsonNode now) {
    return new ServiceSpec(definition, enabled, now, secrets, placement, labels, defaultFor);
  }

  /**
   * Where a secret's value comes from: one of the two. Neither name is a secret.
   *
   * @param env the name of an environment variable of the node, {@code KAI_SECRET_...}
   * @param secret a name in the vault
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SecretRef(@Nullable String env, @Nullable String secret) {
    // As a map, since what is written has one of the two, and readers of events miss no property.
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static SecretRef of(Map<String, String> given) {
      if (!Set.of("env", "secret").containsAll(given.keySet())) {
        throw new IllegalArgumentException("a secret is named by env or secret");
      }
      return new SecretRef(given.get("env"), given.get("secret"));
    }

    public static SecretRef env(String name) {
      return new SecretRef(name, null);
    }

    public static SecretRef vault(String name) {
      return new SecretRef(null, name);
    }
  }

  /**
   * @param node the id of the node that it is pinned to, empty when it is free
   */
  public record Placement(String node) {
    public static final Placement FREE = new Placement("");

    public Placement(@Nullable String node) {
      this.node = node == null ? "" : node;
    }

    public boolean pinned() {
      return !node.isEmpty();
    }
  }
}
