package io.kaicd.contract.registry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.kaicd.contract.error.Rejection;
import java.util.List;

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
   * @param notes what the writer should know, such as a service that stays on an older version
   */
  record Written(
      long revision, long generation, boolean created, boolean changed, List<String> notes)
      implements WriteResult {
    @JsonCreator
    public Written {
      notes = List.copyOf(notes);
    }

    public Written(long revision, long generation, boolean created, boolean changed) {
      this(revision, generation, created, changed, List.of());
    }
  }

  /**
   * Not acknowledged. Nothing was changed, except after {@code call.deadline} or {@code
   * node.not-ready}, whose message says that this is not known.
   */
  record Refused(Rejection rejection) implements WriteResult {}
}
