package io.kaicd.vectorstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a collection was created with, and never changes. */
record CollectionSpec(String name, int dimension, Distance distance) {

  /** Reads an input of {@code create_collection}, or the file that {@link #toJson} filled. */
  static CollectionSpec of(JsonNode json) {
    return new CollectionSpec(
        json.required("collection").asText(),
        json.required("dimension").asInt(),
        Distance.of(json.required("distance").asText()));
  }

  ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("collection", name)
        .put("dimension", dimension)
        .put("distance", distance.text());
  }
}
