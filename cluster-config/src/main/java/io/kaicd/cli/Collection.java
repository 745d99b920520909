package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;

/** One collection of the vector store, made at the first points. */
final class Collection {
  private final NodeClient client;
  private final String name;
  private int dimension; // 0 while it is not there

  private Collection(NodeClient client, String name, int dimension) {
    this.client = client;
    this.name = name;
    this.dimension = dimension;
  }

  static Collection of(NodeClient client, String name)
      throws Refused, Unreachable, InterruptedException {
    return new Collection(client, name, info(client, name).path("dimension").asInt(0));
  }

  private static JsonNode info(NodeClient client, String name)
      throws Refused, Unreachable, InterruptedException {
    ObjectNode all = Json.shared().createObjectNode();
    for (JsonNode there :
        client.call("vector_database", "list_collections", all).path("collections")) {
      if (there.path("collection").asText().equals(name)) {
        return there;
      }
    }
    return Json.shared().missingNode();
  }

  /** The length of its vectors, 0 while it is not there. */
  int dimension() {
    return dimension;
  }

  long points() throws Refused, Unreachable, InterruptedException {
    return info(client, name).path("points").asLong();
  }

  void upsert(ArrayNode points) throws Refused, Unreachable, InterruptedException {
    if (dimension == 0) {
      int length = points.path(0).path("vector").size();
      client.call(
          "vector_database",
          "create_collection",
          named().put("dimension", length).put("distance", "cosine"));
      dimension = length;
    }
    ObjectNode upsert = named();
    upsert.set("points", points);
    client.call("vector_database", "upsert", upsert);
  }

  /**
   * @return how many points were deleted
   */
  long delete(ObjectNode filter) throws Refused, Unreachable, InterruptedException {
    ObjectNode delete = named();
    delete.set("filter", filter);
    return client.call("vector_database", "delete", delete).path("deleted").asLong();
  }

  JsonNode nearest(ArrayNode vector, int limit) throws Refused, Unreachable, InterruptedException {
    ObjectNode query = named();
    query.set("vector", vector);
    query.put("limit", limit);
    return client.call("vector_database", "query", query).path("points");
  }

  /** Points that a filter leaves, at most {@code limit}, in no order that matters. */
  JsonNode some(ObjectNode filter, int limit) throws Refused, Unreachable, InterruptedException {
    ObjectNode query = named();
    ArrayNode anywhere = query.putArray("vector").add(1);
    for (int i = 1; i < dimension; i++) {
      anywhere.add(0);
    }
    query.put("limit", limit);
    query.set("filter", filter);
    return client.call("vector_database", "query", query).path("points");
  }

  private ObjectNode named() {
    return Json.shared().createObjectNode().put("collection", name);
  }
}
