package io.kaicd.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.http.endpoint.Query;
import io.kaicd.http.settings.HttpSettings.ListSettings;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * Lists in pages. A cursor holds the key of the last item that was given, so that a page stays
 * right when items come and go between two requests.
 */
record Pages(ListSettings settings) {
  static final String LIMIT = "limit";
  static final String CURSOR = "cursor";

  /**
   * @param items in the order of their keys
   */
  <T> JsonNode page(
      List<T> items, Function<T, String> key, Function<T, JsonNode> shape, Query query) {
    int limit = limit(query);
    String after = after(query.text(CURSOR));
    ObjectNode page = Json.shared().createObjectNode();
    ArrayNode shown = page.putArray("items");
    String last = "";
    boolean more = false;
    for (T item : items) {
      String at = key.apply(item);
      if (!after.isEmpty() && at.compareTo(after) <= 0) {
        continue;
      }
      if (shown.size() == limit) {
        more = true;
        break;
      }
      shown.add(shape.apply(item));
      last = at;
    }
    page.put(
        "next",
        more
            ? Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(last.getBytes(StandardCharsets.UTF_8))
            : null);
    return page;
  }

  int limit(Query query) {
    return query.number(LIMIT, settings.defaultLimit(), settings.maxLimit());
  }

  private static String after(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ErrorCode.REQUEST_MALFORMED
          .reject("the cursor is not one that this node gave")
          .withRemedy("Send 'next' of the page before as it is")
          .asException();
    }
  }
}
