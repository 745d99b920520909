package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;

/** One collection of the vector store, made at the first points. */
final class Collection {
  private final NodeClient client;
  private final String name;
  private boolean made;

  Collection(NodeClient client, String name) throws Refused, Unreachable, InterruptedException {
    this.client = client;
    this.name = name;
    for (JsonNode there : list()) {
      made |= there.path("collection").asText().equals(name);
    }
  }

  private JsonNode list() throws Refused, Unreachable, InterruptedException {
    return client
        .call("vector_database", "list_collections", Json.shared().createObjectNode())
        .path("collections");
  }

  void upsert(ArrayNode points) throws Refused, Unreachable, InterruptedException {
    if (!made) {
      ObjectNode create = named();
      create.put("dimension", points.path(0).path("vector").size()).put("distance", "cosine");
      client.call("vector_database", "create_collection", create);
      made = true;
    }
    ObjectNode upsert = named();
    upsert.set("points", points);
    client.call("vector_database", "upsert", upsert);
  }

  /** Deletes the passages of a document past those that it has now. */
  void forget(String path, int parts) throws Refused, Unreachable, InterruptedException {
    if (!made) {
      return;
    }
    ObjectNode delete = named();
    ArrayNode must = delete.putObject("filter").putArray("must");
    must.addObject().put("key", "path").putObject("match").put("value", path);
    must.addObject().put("key", "part").putObject("range").put("gte", parts);
    client.call("vector_database", "delete", delete);
  }

  JsonNode nearest(JsonNode vector, int limit) throws Refused, Unreachable, InterruptedException {
    ObjectNode query = named();
    query.set("vector", vector);
    query.put("limit", limit);
    return client.call("vector_database", "query", query).path("points");
  }

  long points() throws Refused, Unreachable, InterruptedException {
    for (JsonNode there : list()) {
      if (there.path("collection").asText().equals(name)) {
        return there.path("points").asLong();
      }
    }
    return 0;
  }

  private ObjectNode named() {
    return Json.shared().createObjectNode().put("collection", name);
  }
}
