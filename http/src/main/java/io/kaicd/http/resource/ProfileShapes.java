package io.kaicd.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.configuration.ChangeResult;
import io.kaicd.contract.configuration.Difference;
import io.kaicd.contract.configuration.History;
import io.kaicd.contract.configuration.Profiles;
import io.kaicd.contract.json.Json;
import java.util.List;

/** The JSON of profiles. */
final class ProfileShapes {
  private ProfileShapes() {}

  static ObjectNode profile(Profiles.Own own) {
    ObjectNode node =
        Json.shared()
            .createObjectNode()
            .put("id", own.id())
            .put("version", own.version())
            .put("parent", own.parent().isEmpty() ? null : own.parent())
            .put("active", own.active())
            .put("ships", own.ships());
    node.set("layer", own.layer());
    return node;
  }

  static ObjectNode versions(History.Versions versions) {
    ObjectNode node = Json.shared().createObjectNode();
    var items = node.putArray("items");
    for (History.Made made : versions.versions()) {
      items
          .addObject()
          .put("version", made.version())
          .put("actor", made.actor())
          .put("at", made.at().toString())
          .put("reason", made.reason())
          .put("undoes", made.undoes() == 0 ? null : made.undoes());
    }
    boolean more = versions.more() && !versions.versions().isEmpty();
    return node.put("next", more ? Long.toString(versions.versions().getLast().version()) : null);
  }

  /** All namespaces, with what of the node's environment clashes beside them. */
  static ObjectNode effective(JsonNode all, List<String> clashes) {
    ObjectNode node = Json.shared().createObjectNode();
    all.properties().forEach(one -> node.set(one.getKey(), one.getValue()));
    clashes.forEach(node.putArray("clashes")::add);
    return node;
  }

  static ObjectNode differences(List<Difference> found) {
    ObjectNode node = Json.shared().createObjectNode();
    var items = node.putArray("differences");
    found.forEach(one -> items.add(difference(one)));
    return node;
  }

  private static ObjectNode difference(Difference one) {
    ObjectNode node = Json.shared().createObjectNode().put("pointer", one.pointer());
    switch (one) {
      case Difference.Added added -> node.put("change", "added").set("after", added.after());
      case Difference.Removed removed ->
          node.put("change", "removed").set("before", removed.before());
      case Difference.Changed changed -> {
        node.put("change", "changed").set("before", changed.before());
        node.set("after", changed.after());
      }
    }
    return node;
  }

  static ObjectNode change(ChangeResult.Written written) {
    ObjectNode node =
        Json.shared()
            .createObjectNode()
            .put("revision", written.revision())
            .put("changed", written.changed());
    ObjectNode byProfile = node.putObject("differences");
    written
        .differences()
        .forEach(
            (profile, found) -> {
              var items = byProfile.putArray(profile);
              found.forEach(one -> items.add(difference(one)));
            });
    written.affected().forEach(node.putArray("affected")::add);
    written.notes().forEach(node.putArray("notes")::add);
    return node;
  }
}
