package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Embeds by text length and keeps one collection in a map: what indexing needs of a node. */
final class FakeNode {
  private static final String API = "POST /api/v1/capabilities/";

  final FakeServer server = new FakeServer();
  final Map<String, ObjectNode> points = new TreeMap<>();
  private boolean made;

  FakeNode() {
    server.on(API + "embedding/embed", asked -> embed(asked.json()));
    server.on(API + "vector_database/list_collections", any -> list());
    server.on(
        API + "vector_database/create_collection",
        asked -> {
          made = true;
          return FakeServer.Answer.ok("{}");
        });
    server.on(API + "vector_database/upsert", asked -> upsert(asked.json()));
    server.on(API + "vector_database/delete", asked -> delete(asked.json().path("filter")));
    server.on(API + "vector_database/query", asked -> query(asked.json()));
  }

  int embedded() {
    return server.asked(API + "embedding/embed").stream()
        .mapToInt(asked -> asked.json().path("input").size())
        .sum();
  }

  private static FakeServer.Answer embed(JsonNode ask) {
    ObjectNode reply = Json.shared().createObjectNode().put("model", "fake");
    ArrayNode data = reply.putArray("data");
    for (JsonNode text : ask.path("input")) {
      ByteBuffer vector = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      vector.putFloat(text.asText().length()).putFloat(0.5f);
      // The last one first: order is by index.
      data.insertObject(0)
          .put("index", data.size() - 1)
          .put("embedding", Base64.getEncoder().encodeToString(vector.array()));
    }
    return FakeServer.Answer.ok(Json.text(reply));
  }

  private FakeServer.Answer list() {
    return FakeServer.Answer.ok(
        made
            ? "{\"collections\":[{\"collection\":\"notes\",\"dimension\":2,\"distance\":\"cosine\","
                + "\"points\":%d}]}".formatted(points.size())
            : "{\"collections\":[]}");
  }

  private FakeServer.Answer upsert(JsonNode ask) {
    ask.path("points").forEach(p -> points.put(p.path("id").asText(), (ObjectNode) p));
    return FakeServer.Answer.ok("{\"upserted\":%d}".formatted(ask.path("points").size()));
  }

  private FakeServer.Answer delete(JsonNode filter) {
    int before = points.size();
    points.values().removeIf(point -> matches(filter, point.path("payload")));
    return FakeServer.Answer.ok("{\"deleted\":%d}".formatted(before - points.size()));
  }

  private FakeServer.Answer query(JsonNode ask) {
    ArrayNode found = Json.shared().createArrayNode();
    for (ObjectNode point : points.values()) {
      if (found.size() < ask.path("limit").asInt()
          && matches(ask.path("filter"), point.path("payload"))) {
        found.add(point.deepCopy().put("score", 0.75));
      }
    }
    return FakeServer.Answer.ok("{\"points\":" + found + "}");
  }

  private static boolean matches(JsonNode filter, JsonNode payload) {
    for (JsonNode must : filter.path("must")) {
      JsonNode value = payload.path(must.path("key").asText());
      JsonNode match = must.path("match");
      JsonNode range = must.path("range");
      boolean fits = true;
      if (match.has("value")) {
        fits = match.path("value").asText().equals(value.asText());
      } else if (match.has("any")) {
        fits = match.path("any").valueStream().anyMatch(one -> one.asText().equals(value.asText()));
      }
      if (range.has("gte")) {
        fits &= value.asLong() >= range.path("gte").asLong();
      }
      if (range.has("lt")) {
        fits &= value.asLong() < range.path("lt").asLong();
      }
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
