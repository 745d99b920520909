package io.kaicd.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Lists of models in OpenAI's shape. */
final class Models {
  private Models() {}

  static JsonNode configured(List<String> models) {
    ObjectNode list = empty();
    for (String model : models) {
      ((ArrayNode) list.get("data")).addObject().put("id", model).put("object", "model");
    }
    return list;
  }

  /** What the upstream lists, with what no client could use left out. */
  static JsonNode reply(JsonNode reply) {
    JsonNode data = reply.path("data");
    if (!data.isArray() && !(reply.has("data") && data.isNull())) { // null where there are none
      throw UpstreamErrors.notTheApi("the upstream's list of models is not one").asException();
    }
    ObjectNode list = empty();
    ArrayNode models = (ArrayNode) list.get("data");
    for (JsonNode model : data) {
      String id = model.path("id").asText("");
      if (id.isEmpty()) {
        throw UpstreamErrors.notTheApi("the upstream lists a model without a name").asException();
      }
      ObjectNode shaped = models.addObject().put("id", id).put("object", "model");
      if (model.path("created").isIntegralNumber()) {
        shaped.set("created", model.get("created"));
      }
      if (model.path("owned_by").isTextual()) {
        shaped.set("owned_by", model.get("owned_by"));
      }
    }
    return list;
  }

  private static ObjectNode empty() {
    ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
    list.putArray("data");
    return list;
  }
}
