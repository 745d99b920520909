package io.kaicd.contract.registry;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.kaicd.contract.error.Rejection;

/** What came of a {@link RegistryWrite}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "result")
@JsonSubTypes({
  @JsonSubTypes.Type(value = WriteResult.Written.class, name = "written"),
  @JsonSubTypes.Type(value = WriteResult.Refused.class, name = "refused")
})
public sealed interface WriteResult {
  /**
   * Acknowledged: it is in the journal, and the node that answers already sees it in its view.
   *
   * @param revision the number of the event, or of the last one when nothing changed
   * @param generation the service's generation, 0 for a definition
   */
  record Written(long revision, long generation, boolean created, boolean changed)
      implements WriteResult {}

  /** Nothing was changed. */
  record Refused(Rejection rejection) implements WriteResult {}
}
