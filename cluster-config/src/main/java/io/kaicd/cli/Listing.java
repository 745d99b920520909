package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.kaicd.contract.json.Json;

/** A list of the API, page by page. */
final class Listing {
  private static final int PAGE = 100;

  private Listing() {}

  static ArrayNode all(NodeClient client, String path)
      throws Refused, Unreachable, InterruptedException {
    ArrayNode items = Json.shared().createArrayNode();
    String cursor = "";
    do {
      String joined = path + (path.contains("?") ? "&" : "?") + "limit=" + PAGE;
      String more = cursor.isEmpty() ? "" : "&cursor=" + NodeClient.part(cursor);
      JsonNode page = client.get(joined + more);
      page.path("items").forEach(items::add);
      cursor = page.path("next").asText("");
      if (page.path("next").isNull()) {
        cursor = "";
      }
    } while (!cursor.isEmpty());
    return items;
  }
}
