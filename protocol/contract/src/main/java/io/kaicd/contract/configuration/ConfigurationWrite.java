package io.kaicd.contract.configuration;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import java.util.List;

/** A change of the profiles, as asked for. Each is one event, or none. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "write")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ConfigurationWrite.CreateProfile.class, name = "create-profile"),
  @JsonSubTypes.Type(value = ConfigurationWrite.DeleteProfile.class, name = "delete-profile"),
  @JsonSubTypes.Type(value = ConfigurationWrite.SetParent.class, name = "set-parent"),
  @JsonSubTypes.Type(value = ConfigurationWrite.Patch.class, name = "patch"),
  @JsonSubTypes.Type(value = ConfigurationWrite.Promote.class, name = "promote"),
  @JsonSubTypes.Type(value = ConfigurationWrite.RollBack.class, name = "roll-back"),
  @JsonSubTypes.Type(value = ConfigurationWrite.Activate.class, name = "activate"),
  @JsonSubTypes.Type(value = ConfigurationWrite.Import.class, name = "import")
})
public sealed interface ConfigurationWrite {
  /**
   * @param parent the profile to inherit from, empty for none
   */
  record CreateProfile(String profile, String parent) implements ConfigurationWrite {}

  /** Not one that ships, is active, or is inherited from. */
  record DeleteProfile(String profile) implements ConfigurationWrite {}

  /**
   * @param parent empty for none
   */
  record SetParent(String profile, String parent) implements ConfigurationWrite {}

  /**
   * @param patch a JSON merge patch of the profile's own layer, any number of keys
   */
  record Patch(String profile, JsonNode patch) implements ConfigurationWrite {}

  /**
   * Gives a profile the own layer of another. What the other inherits is not copied.
   *
   * @param source what must hold of the profile promoted from, so that nothing unseen is promoted
   * @param namespaces {@code host}, {@code user}, {@code services} or {@code services.<id>}; none
   *     for all
   */
  record Promote(String from, Precondition source, String to, List<String> namespaces)
      implements ConfigurationWrite {
    public Promote {
      namespaces = List.copyOf(namespaces);
    }
  }

  /** Gives a profile the layer and the parent that it had at a version. */
  record RollBack(String profile, long version) implements ConfigurationWrite {}

  record Activate(String profile) implements ConfigurationWrite {}

  /**
   * @param document what an export gave: {@code {"profiles":{"<id>":{"parent":"","layer":{}}}}};
   *     the profiles it names become as it says, the others stay. Beside them, {@code
   *     {"ifVersions":{"<id>":12}}} names the versions that its writer saw, {@code null} for none
   */
  record Import(JsonNode document) implements ConfigurationWrite {}
}
