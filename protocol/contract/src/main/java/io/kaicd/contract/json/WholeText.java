package io.kaicd.contract.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.configuration.Pointer;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;

/**
 * Text that is Unicode. JSON's escapes can say half of a surrogate pair, which has no UTF-8, so
 * that no journal and no other node could take it. In a member's name the parser refuses it itself.
 */
public final class WholeText {
  private WholeText() {}

  /**
   * @throws RejectedException {@code request.malformed}, with a pointer to the text
   */
  public static void check(JsonNode document) {
    check(document, "");
  }

  private static void check(JsonNode node, String at) {
    switch (node.getNodeType()) {
      case OBJECT -> {
        for (var member : node.properties()) {
          if (tells(member.getValue())) {
            check(member.getValue(), Pointer.member(at, member.getKey()));
          }
        }
      }
      case ARRAY -> {
        for (int i = 0; i < node.size(); i++) {
          if (tells(node.get(i))) {
            check(node.get(i), at + "/" + i);
          }
        }
      }
      case STRING -> check(node.textValue(), at);
      default -> {}
    }
  }

  /** Whether there may be text in it: a long list of numbers needs no pointers. */
  private static boolean tells(JsonNode node) {
    return node.isContainerNode() || node.isTextual();
  }

  private static void check(String text, String at) {
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i); // a surrogate only when it is alone
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        throw ErrorCode.REQUEST_MALFORMED
            .reject("a text in the body has half of a surrogate pair")
            .withRemedy("Cut text between characters: \\ud83d alone is none")
            .withFault(new Fault(at, "unicode", "whole characters", "half of one"))
            .asException();
      }
    }
  }
}
