package io.kaicd.http.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import io.kaicd.http.endpoint.Query;
import io.kaicd.http.settings.HttpSettings.ListSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
    Cut<T> cut = cut(items, key, query);
    return cut.shown(cut.items().stream().map(shape).toList());
  }

  /**
   * The items of one page, for those whose shape takes its time.
   *
   * @param next the cursor of the page after it, null when it is the last
   */
  record Cut<T>(List<T> items, @Nullable String next) {
    JsonNode shown(List<JsonNode> shapes) {
      ObjectNode page = Json.shared().createObjectNode();
      ArrayNode shown = page.putArray("items");
      shapes.forEach(shown::add);
      return page.put("next", next);
    }
  }

  <T> Cut<T> cut(List<T> items, Function<T, String> key, Query query) {
    int limit = limit(query);
    String after = after(query.text(CURSOR));
    List<T> shown = new ArrayList<>();
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
      shown.add(item);
      last = at;
    }
    return new Cut<>(
        shown,
        more
            ? Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(last.getBytes(StandardCharsets.UTF_8))
            : null);
  }

  int limit(Query query) {
    return query.number(LIMIT, settings.defaultLimit(), settings.maxLimit());
  }

  private static String after(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw foreignCursor();
    }
  }

  static RejectedException foreignCursor() {
    return ErrorCode.REQUEST_MALFORMED
        .reject("the cursor is not one that this node gave")
        .withRemedy("Send 'next' of the page before as it is")
        .asException();
  }
}
