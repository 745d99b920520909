package io.kaicd.contract.definition;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a change of configuration takes. */
public enum Reconfigure {
  @JsonProperty("in-place")
  IN_PLACE,
  @JsonProperty("restart")
  RESTART
}
