package io.kaicd.contract.definition;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.contract.version.SemVer;
import io.kaicd.contract.version.VersionRange;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin says of itself. Its document is checked against {@code
 * /schemas/service-definition/1.json} before this record is made, so what is optional there has its
 * default here.
 *
 * @param host the versions of the host API that it runs on, see {@link HostApi}
 * @param requires capabilities that it calls through its context
 * @param config the JSON Schema of a service's configuration
 * @param egress the base URLs it may call; {@code {config.x}} stands for a configured value
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServiceDefinition(
    @JsonProperty("$schema") String schema,
    String id,
    SemVer version,
    VersionRange host,
    String title,
    String category,
    String docs,
    Implementation implementation,
    List<CapabilityRef> capabilities,
    List<Requirement> requires,
    Needs needs,
    Run run,
    List<Offer> offers,
    JsonNode config,
    Reconfigure reconfigure,
    List<String> egress,
    List<SecretWish> secrets) {

  public static final String SCHEMA = "/schemas/service-definition/1.json";

  @SuppressWarnings("NullAway") // the parameters are what the document left out
  public ServiceDefinition(
      @Nullable String schema,
      String id,
      SemVer version,
      VersionRange host,
      String title,
      String category,
      @Nullable String docs,
      Implementation implementation,
      List<CapabilityRef> capabilities,
      @Nullable List<Requirement> requires,
      @Nullable Needs needs,
      @Nullable Run run,
      @Nullable List<Offer> offers,
      @Nullable JsonNode config,
      @Nullable Reconfigure reconfigure,
      @Nullable List<String> egress,
      @Nullable List<SecretWish> secrets) {
    this.schema = Objects.requireNonNullElse(schema, SCHEMA);
    this.id = id;
    this.version = version;
    this.host = host;
    this.title = title;
    this.category = category;
    this.docs = Objects.requireNonNullElse(docs, "");
    this.implementation = implementation;
    this.capabilities = List.copyOf(capabilities);
    this.requires = requires == null ? List.of() : List.copyOf(requires);
    this.needs = Objects.requireNonNullElse(needs, Needs.NONE);
    this.run = Objects.requireNonNullElse(run, Run.REPLICAS);
    this.offers = offers == null ? List.of() : List.copyOf(offers);
    this.config = Objects.requireNonNullElseGet(config, ServiceDefinition::noConfig);
    this.reconfigure = Objects.requireNonNullElse(reconfigure, Reconfigure.RESTART);
    this.egress = egress == null ? List.of() : List.copyOf(egress);
    this.secrets = secrets == null ? List.of() : List.copyOf(secrets);
  }

  private static JsonNode noConfig() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "object")
        .put("additionalProperties", false);
  }

  /** {@code id@version}. */
  public String ref() {
    return id + "@" + version;
  }

  /** The version of a capability that it implements. */
  public @Nullable CapabilityRef capability(String capability) {
    for (CapabilityRef ref : capabilities) {
      if (ref.id().equals(capability)) {
        return ref;
      }
    }
    return null;
  }
}
