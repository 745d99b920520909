package io.kaicd.actors.egress;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address of a definition with the configuration's values filled in, and for each character who
 * said it: the definition, or the owner by which of the values.
 */
final class BaseTemplate {
  private static final Pattern FILL = Pattern.compile("\\{config\\.([A-Za-z0-9_.-]+)}");
  private static final int DEFINITION = -1;

  private final StringBuilder text = new StringBuilder();
  private final List<Integer> by = new ArrayList<>();

  private BaseTemplate() {}

  /**
   * Empty when it names a value that is not configured.
   *
   * @param config with the schema's defaults filled in
   * @param own what of it the service's owner said
   */
  static BaseTemplate fill(String template, JsonNode config, JsonNode own) {
    BaseTemplate filled = new BaseTemplate();
    Matcher matcher = FILL.matcher(template);
    int at = 0;
    for (int i = 0; matcher.find(); i++) {
      String pointer = "/" + matcher.group(1).replace('.', '/');
      JsonNode value = config.at(pointer);
      if (!value.isValueNode() || value.asText().isEmpty()) {
        return new BaseTemplate();
      }
      filled.add(template.substring(at, matcher.start()), DEFINITION);
      filled.add(value.asText(), value.equals(own.at(pointer)) ? i : DEFINITION);
      at = matcher.end();
    }
    filled.add(template.substring(at), DEFINITION);
    return filled;
  }

  private void add(String more, int who) {
    text.append(more);
    for (int i = 0; i < more.length(); i++) {
      by.add(who);
    }
  }

  String text() {
    return text.toString();
  }

  /**
   * Whether the owner named host and port: the whole host in one value and the whole port in one,
   * or no port and the scheme that implies it in the host's. A definition that adds but a character
   * to either makes another address of them.
   */
  boolean named() {
    int scheme = text.indexOf("://");
    if (scheme < 0) {
      return false;
    }
    int from = scheme + 3;
    int to = from;
    while (to < text.length() && "/?#".indexOf(text.charAt(to)) < 0) {
      to++;
    }
    int colon = text.substring(from, to).lastIndexOf(':');
    boolean port = colon > text.substring(from, to).lastIndexOf(']');
    int hostEnd = port ? from + colon : to;
    return sameOwner(from, hostEnd)
        && (port
            ? sameOwner(hostEnd + 1, to)
            : sameOwner(0, from) && by.getFirst().equals(by.get(from)));
  }

  private boolean sameOwner(int from, int to) {
    if (from >= to || by.get(from) == DEFINITION) {
      return false;
    }
    return by.subList(from, to).stream().allMatch(by.get(from)::equals);
  }
}
