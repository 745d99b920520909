package io.kaicd.contract.configuration;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The layer that a value comes from; in this order, the later over the earlier. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "layer")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Source.Host.class, name = "host"),
  @JsonSubTypes.Type(value = Source.Default.class, name = "default"),
  @JsonSubTypes.Type(value = Source.Service.class, name = "service"),
  @JsonSubTypes.Type(value = Source.Profile.class, name = "profile"),
  @JsonSubTypes.Type(value = Source.Node.class, name = "node")
})
public sealed interface Source {
  /** {@code host.defaults} of a profile: for each service whose schema knows the key. */
  record Host(String profile) implements Source {}

  /**
   * The schema's own default.
   *
   * @param definition {@code id@version}
   */
  record Default(String definition) implements Source {}

  /** What the service's owner put. */
  record Service(String service) implements Source {}

  /** The profile's own layer, or that of one it inherits from. */
  record Profile(String profile) implements Source {}

  /** This node's environment. */
  record Node(String variable) implements Source {}
}
