package io.kaicd.contract.configuration;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.kaicd.contract.error.Rejection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What came of a {@link ConfigurationWrite}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "result")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ChangeResult.Written.class, name = "written"),
  @JsonSubTypes.Type(value = ChangeResult.Refused.class, name = "refused")
})
public sealed interface ChangeResult {
  /**
   * Acknowledged: it is in the journal, this node sees it, and the services that it concerns have
   * taken it, but for those that the notes name.
   *
   * @param revision the number of the event, or of the last one when nothing changed
   * @param changed whether anything is other than before
   * @param differences of the own layers, by profile
   * @param affected the services whose configuration changes under the active profile
   * @param notes what the writer should know, such as a service that has not taken it yet
   * @param made the profile that was named, as this very change left it; none after an import or a
   *     removal
   */
  record Written(
      long revision,
      boolean changed,
      SortedMap<String, List<Difference>> differences,
      SortedSet<String> affected,
      List<String> notes,
      List<Profiles.Own> made)
      implements ChangeResult {
    public Written {
      differences = Collections.unmodifiableSortedMap(new TreeMap<>(differences));
      affected = Collections.unmodifiableSortedSet(new TreeSet<>(affected));
      notes = List.copyOf(notes);
      made = List.copyOf(made);
    }

    /** The same, with more to know. */
    public Written noted(List<String> more) {
      return new Written(revision, changed, differences, affected, more, made);
    }
  }

  /** Not acknowledged; what was before is so still. */
  record Refused(Rejection rejection) implements ChangeResult {}
}
