package io.kaicd.contract.configuration;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/** A point in a profile's history. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Moment.AtVersion.class, name = "version"),
  @JsonSubTypes.Type(value = Moment.AtTime.class, name = "time")
})
public sealed interface Moment {
  record AtVersion(long version) implements Moment {}

  /** The version that was there at a time. */
  record AtTime(Instant time) implements Moment {}
}
