package io.kaicd.contract.capability;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.ItemsValidator;
import com.networknt.schema.keyword.KeywordType;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import io.kaicd.contract.json.Json;
import java.util.function.Predicate;

/**
 * The keyword {@code items}, made fast where it says no more than {@code {"type":"number"}} or
 * {@code {"type":"string"}}, which is what vectors and lists of texts are: a valid array is seen in
 * one loop that allocates nothing. An array with a fault is left to the library, which names it.
 */
final class PlainItems extends AbstractKeyword {
  private static final JsonNode NUMBERS = Json.parse("{\"type\":\"number\"}");
  private static final JsonNode STRINGS = Json.parse("{\"type\":\"string\"}");
  private static final JsonNode TEXTS = Json.parse("{\"type\":\"string\",\"minLength\":1}");

  PlainItems() {
    super(KeywordType.ITEMS.getValue());
  }

  @Override
  public KeywordValidator newValidator(
      SchemaLocation location, JsonNode items, Schema parent, SchemaContext context) {
    // What these two see depends on the notes that the library's own loop leaves behind.
    boolean noted =
        parent.getSchemaNode().has("prefixItems")
            || parent.findLexicalRoot().getSchemaNode().findValue("unevaluatedItems") != null;
    if (!noted && items.equals(NUMBERS)) {
      return new Loop(location, items, parent, context, JsonNode::isNumber);
    }
    if (!noted && items.equals(STRINGS)) {
      return new Loop(location, items, parent, context, JsonNode::isTextual);
    }
    if (!noted && items.equals(TEXTS)) {
      return new Loop(
          location,
          items,
          parent,
          context,
          item -> item.isTextual() && !item.textValue().isEmpty());
    }
    return new ItemsValidator(location, items, parent, context);
  }

  private static final class Loop extends ItemsValidator {
    private final Predicate<JsonNode> valid;

    Loop(
        SchemaLocation location,
        JsonNode items,
        Schema parent,
        SchemaContext context,
        Predicate<JsonNode> valid) {
      super(location, items, parent, context);
      this.valid = valid;
    }

    @Override
    public void validate(ExecutionContext execution, JsonNode node, JsonNode root, NodePath path) {
      if (node.isArray()) {
        int size = node.size();
        int i = 0;
        while (i < size && valid.test(node.get(i))) {
          i++;
        }
        if (i == size) {
          return;
        }
      }
      super.validate(execution, node, root, path);
    }
  }
}
