package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.actors.configuration.ConfigurationEvent.Imported;
import io.kaicd.actors.registry.Shown;
import io.kaicd.contract.configuration.Pointer;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code {"profiles":{"<id>":{"parent":"<id>","layer":{...}}}}}: what an export writes and an
 * import reads. It holds no secret, since a profile holds none: a service names its secrets in the
 * registry, and a layer with a key of a secret's name is refused before it is stored.
 */
record ImportDocument(LayerRules layers, ConfigurationLimits limits) {
  private static final String PROFILES = "profiles";
  private static final String SEEN = "ifVersions";

  /**
   * @param profiles those that become as the document says
   * @param seen what must hold of profiles, as their reader saw them
   */
  record Read(SortedMap<String, Imported> profiles, SortedMap<String, Precondition> seen) {}

  /** Those given, or all when none is. */
  static ObjectNode written(ConfigurationState state, Set<String> ids) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ObjectNode profiles = document.putObject(PROFILES);
    for (Profile profile : state.profiles().values()) {
      if (ids.isEmpty() || ids.contains(profile.id())) {
        ObjectNode one = profiles.putObject(profile.id());
        if (!profile.now().parent().isEmpty()) {
          one.put("parent", profile.now().parent());
        }
        one.set("layer", profile.now().layer());
      }
    }
    return document;
  }

  /**
   * @throws RejectedException when it is no such document
   */
  Read read(JsonNode document) {
    JsonNode all = only(document, "", Set.of(PROFILES, SEEN)).path(PROFILES);
    if (all.size() > limits.profiles()) {
      throw fault("/profiles", "number", "at most " + limits.profiles());
    }
    SortedMap<String, Imported> profiles = new TreeMap<>();
    for (var profile : object(all, "/profiles").properties()) {
      String at = Pointer.member("/profiles", Shown.of(profile.getKey()));
      JsonNode given = only(profile.getValue(), at, Set.of("parent", "layer"));
      if (given.has("parent") && !given.path("parent").isTextual()) {
        throw fault(at + "/parent", "type", "string");
      }
      JsonNode layer =
          given.has("layer")
              ? layers.taken(given.path("layer"), false, at + "/layer")
              : JsonNodeFactory.instance.objectNode();
      profiles.put(profile.getKey(), new Imported(given.path("parent").asText(), layer));
    }
    return new Read(profiles, seen(document));
  }

  private static SortedMap<String, Precondition> seen(JsonNode document) {
    SortedMap<String, Precondition> seen = new TreeMap<>();
    if (!document.has(SEEN)) {
      return seen;
    }
    for (var one : object(document.path(SEEN), "/" + SEEN).properties()) {
      JsonNode version = one.getValue();
      if (!version.isNull() && !(version.isIntegralNumber() && version.canConvertToLong())) {
        throw fault(
            Pointer.member("/" + SEEN, Shown.of(one.getKey())), "type", "a version, null for none");
      }
      seen.put(
          one.getKey(),
          version.isNull()
              ? new Precondition.Absent()
              : new Precondition.Generation(version.asLong()));
    }
    return seen;
  }

  private static JsonNode only(JsonNode node, String at, Set<String> names) {
    object(node, at)
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!names.contains(name)) {
                throw fault(Pointer.member(at, Shown.of(name)), "unknown", "one of " + names);
              }
            });
    return node;
  }

  private static JsonNode object(JsonNode node, String at) {
    if (!node.isObject()) {
      throw fault(at, "type", "object");
    }
    return node;
  }

  private static RejectedException fault(String at, String code, String wanted) {
    return ErrorCode.CONFIGURATION_INVALID
        .reject("the document is no export of profiles")
        .withFault(new Fault(at, code, wanted, ""))
        .asException();
  }
}
