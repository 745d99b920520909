package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.configuration.Difference;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Canonical;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The writes that lead from what is to what should be, in their order: definitions, the services
 * that run them, profiles that configure those, and which profile is active. None when it is so
 * already, so that applying twice changes nothing; and nothing is ever removed.
 */
record ApplyPlan(List<Step> steps) {
  sealed interface Step {
    /** What it changes, such as {@code service gpu}. */
    String what();

    /** Empty for what is made anew. */
    List<Difference> differences();
  }

  record Install(String ref, JsonNode document) implements Step {
    @Override
    public String what() {
      return "definition " + ref;
    }

    @Override
    public List<Difference> differences() {
      return List.of();
    }
  }

  /**
   * @param generation what it is changed from, 0 when it is made
   */
  record Put(String id, JsonNode document, long generation, List<Difference> differences)
      implements Step {
    @Override
    public String what() {
      return "service " + id;
    }
  }

  /**
   * @param document those that change, as an import takes them: one change of all, of what was read
   *     and nothing newer
   */
  record ImportProfiles(JsonNode document, List<Difference> differences) implements Step {
    @Override
    public String what() {
      return "profiles";
    }
  }

  record Activate(String profile, List<Difference> differences) implements Step {
    @Override
    public String what() {
      return "active profile";
    }
  }

  /**
   * @throws RejectedException {@code definition.conflict} when a version is there with other
   *     content
   */
  static ApplyPlan of(DesiredState desired, PresentState present) {
    List<Step> steps = new ArrayList<>();
    desired
        .definitions()
        .forEach(
            (ref, document) -> {
              String digest = present.definitions().get(ref);
              if (digest == null) {
                steps.add(new Install(ref, document));
              } else if (!digest.equals(Canonical.digest(document))) {
                throw ErrorCode.DEFINITION_CONFLICT
                    .reject(ref + " is installed with other content")
                    .asException();
              }
            });
    desired
        .services()
        .forEach((id, document) -> service(id, document, present.services().get(id), steps));
    profiles(desired, present, steps);
    return new ApplyPlan(List.copyOf(steps));
  }

  private static void service(
      String id, JsonNode document, @Nullable JsonNode now, List<Step> steps) {
    if (now == null) {
      steps.add(new Put(id, spec(document), 0, List.of()));
      return;
    }
    ObjectNode wanted = spec(document);
    ObjectNode is = spec(now);
    if (!document.path("placement").hasNonNull("node")) {
      wanted.set("placement", is.path("placement")); // where its data lives is not the file's word
    }
    List<Difference> differences = Difference.between(is, wanted);
    if (!differences.isEmpty()) {
      steps.add(new Put(id, wanted, now.path("generation").asLong(), differences));
    }
  }

  /** What an owner says of a service, and nothing of what a node adds; defaults filled in. */
  private static ObjectNode spec(JsonNode document) {
    ObjectNode own = AddedService.own(document);
    ObjectNode spec = Json.shared().valueToTree(Json.shared().convertValue(own, ServiceSpec.class));
    // A record's trees are taken over as they are, and numbers in them as YAML or JSON read them.
    return (ObjectNode) Json.parse(Json.bytes(spec));
  }

  private static void profiles(DesiredState desired, PresentState present, List<Step> steps) {
    ObjectNode changed = JsonNodeFactory.instance.objectNode();
    ObjectNode before = JsonNodeFactory.instance.objectNode();
    ObjectNode seen = JsonNodeFactory.instance.objectNode();
    for (var profile : desired.profiles().properties()) {
      JsonNode is = whole(present.profiles().path(profile.getKey()));
      JsonNode wanted = whole(profile.getValue());
      boolean there = present.profiles().has(profile.getKey());
      if (!there || !is.equals(wanted)) {
        changed.set(profile.getKey(), wanted);
        seen.put(profile.getKey(), present.versions().get(profile.getKey())); // null is none yet
        if (there) {
          before.set(profile.getKey(), is);
        }
      }
    }
    if (!changed.isEmpty()) {
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      document.set("profiles", changed);
      document.set("ifVersions", seen);
      steps.add(new ImportProfiles(document, Difference.between(before, changed)));
    }
    if (!desired.active().isEmpty() && !desired.active().equals(present.active())) {
      JsonNode from = JsonNodeFactory.instance.textNode(present.active());
      JsonNode to = JsonNodeFactory.instance.textNode(desired.active());
      steps.add(
          new Activate(desired.active(), List.of(new Difference.Changed("/active", from, to))));
    }
  }

  private static JsonNode whole(JsonNode profile) {
    ObjectNode whole = JsonNodeFactory.instance.objectNode();
    whole.put("parent", profile.path("parent").asText());
    JsonNode layer = profile.path("layer");
    whole.set("layer", layer.isObject() ? layer : JsonNodeFactory.instance.objectNode());
    return Json.parse(Json.bytes(whole));
  }

  /** A line a step and a line a difference, as a patch is read: made, changed, taken away. */
  List<String> text() {
    List<String> lines = new ArrayList<>();
    for (Step step : steps) {
      boolean made = step.differences().isEmpty();
      lines.add((made ? "+ " : "~ ") + step.what());
      for (Difference difference : step.differences()) {
        lines.add(
            switch (difference) {
              case Difference.Added(var at, var after) -> "    + " + at + ": " + shown(after);
              case Difference.Removed(var at, var before) -> "    - " + at + ": " + shown(before);
              case Difference.Changed(var at, var before, var after) ->
                  "    ~ " + at + ": " + shown(before) + " -> " + shown(after);
            });
      }
    }
    return lines;
  }

  private static String shown(JsonNode value) {
    String text = Json.text(value);
    return text.length() > 120 ? text.substring(0, 120) + "..." : text;
  }
}
