package io.kaicd.contract.definition;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How many instances run, and where their data lives. {@code EACH} runs a replica on every node
 * that fits; {@code ONE} has one owner. With {@code NODE} the service is pinned to the node that
 * holds its data.
 */
public record Run(Instances instances, Data data) {
  public static final Run REPLICAS = new Run(Instances.EACH, Data.NONE);

  public enum Instances {
    @JsonProperty("each")
    EACH,
    @JsonProperty("one")
    ONE
  }

  public enum Data {
    @JsonProperty("none")
    NONE,
    @JsonProperty("node")
    NODE
  }
}
