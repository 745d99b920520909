package io.kaicd.contract.call;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.Rejection;
import java.util.List;

/** A part of a stream. Exactly one terminal frame ends it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "frame")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Frame.Data.class, name = "data"),
  @JsonSubTypes.Type(value = Frame.Completed.class, name = "completed"),
  @JsonSubTypes.Type(value = Frame.Rejected.class, name = "rejected")
})
public sealed interface Frame {

  /** Chunks in order, at least one; several when they were made faster than they were taken. */
  record Data(List<JsonNode> chunks) implements Frame {}

  sealed interface Terminal extends Frame permits Completed, Rejected {}

  /** The end of a stream that went well. */
  record Completed(long chunks, Usage usage) implements Terminal {}

  /** The end of a stream that did not. */
  record Rejected(long chunks, Rejection rejection) implements Terminal {}
}
