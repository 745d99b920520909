package io.kaicd.actors.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.journal.JournalHistory.Entry;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * What of a record may be read by whom the history is for. Streams that hold what is sealed or
 * hashed show the named fields alone, and a stream that is not known here shows none: a field that
 * is added later is not shown until somebody thought about it. Bytes are shown of no stream.
 */
public final class ShownRecord {
  private static final Set<String> ALL = Set.of("*");
  private static final Map<String, Set<String>> FIELDS =
      Map.of(
          "registry", ALL,
          "configuration", ALL,
          "audit", ALL,
          "keys", Set.of("id", "scopes", "expires", "locality"),
          "vault",
              Set.of(
                  "name",
                  "version",
                  "allow",
                  "expires",
                  "forgotten",
                  "node",
                  "why",
                  "autoLock",
                  "id",
                  "primary",
                  "count"));

  private ShownRecord() {}

  public static Entry of(SealedRecord record) {
    JsonNode event;
    try {
      event = CborEvents.CBOR.readTree(record.body());
    } catch (IOException e) {
      throw new BrokenJournal(record.stream(), record.seq(), "it cannot be decoded");
    }
    JsonNode by = event.has("by") ? event.path("by") : event; // a use of a secret has its own
    return new Entry(
        record.seq(),
        HexFormat.of().formatHex(record.hash()),
        record.manifest(),
        by.path("actor").asText(""),
        by.path("at").asText(event.path("to").asText("")), // counts are of a time, not of an actor
        shown(record.stream(), event));
  }

  private static JsonNode shown(String stream, JsonNode event) {
    ObjectNode what = Json.shared().createObjectNode();
    Set<String> fields = FIELDS.get(stream);
    if (fields == null) {
      return what;
    }
    for (var field : event.properties()) {
      if (!field.getKey().equals("by") && (fields.equals(ALL) || fields.contains(field.getKey()))) {
        what.set(field.getKey(), withoutBytes(field.getValue()));
      }
    }
    JsonNode reason = event.path("by").path("reason");
    if (reason.isTextual() && !reason.asText().isEmpty()) {
      what.set("reason", reason);
    }
    return what;
  }

  private static JsonNode withoutBytes(JsonNode value) {
    if (value.isObject()) {
      ObjectNode kept = Json.shared().createObjectNode();
      value.properties().forEach(field -> kept.set(field.getKey(), withoutBytes(field.getValue())));
      return kept;
    }
    if (value.isArray()) {
      ArrayNode kept = Json.shared().createArrayNode();
      value.forEach(item -> kept.add(withoutBytes(item)));
      return kept;
    }
    return value.isBinary() ? Json.shared().getNodeFactory().nullNode() : value;
  }
}
