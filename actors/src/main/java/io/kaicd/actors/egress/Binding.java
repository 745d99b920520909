package io.kaicd.actors.egress;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one configuration of a service allows it. Replaced whole when the configuration changes. */
record Binding(List<AllowedBase> bases, Credentials credentials, int maxInFlight) {
  private static final Pattern FILL = Pattern.compile("\\{config\\.([A-Za-z0-9_.-]+)}");

  /**
   * @param config with the schema's defaults filled in
   * @throws RejectedException {@code service.invalid} when an address is no base URL
   */
  static Binding of(
      ServiceDefinition definition, JsonNode config, Credentials credentials, int maxInFlight) {
    List<AllowedBase> bases = new ArrayList<>();
    for (String template : definition.egress()) {
      String filled = fill(template, config);
      if (!filled.isEmpty()) {
        bases.add(AllowedBase.of(filled).orElseThrow(() -> notABase(template)));
      }
    }
    return new Binding(
        List.copyOf(bases), credentials, config.path("maxInFlight").asInt(maxInFlight));
  }

  /** Empty when the template names a value that is not configured. */
  private static String fill(String template, JsonNode config) {
    Matcher matcher = FILL.matcher(template);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      JsonNode value = config.at("/" + matcher.group(1).replace('.', '/'));
      if (!value.isValueNode() || value.asText().isEmpty()) {
        return "";
      }
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value.asText()));
    }
    return matcher.appendTail(filled).toString();
  }

  /**
   * @throws RejectedException {@code egress.refused}
   */
  void check(URI uri) {
    for (AllowedBase base : bases) {
      if (base.covers(uri)) {
        return;
      }
    }
    throw ErrorCode.EGRESS_REFUSED
        .reject("the service may not call this address")
        .withRemedy(
            bases.isEmpty()
                ? "The definition names no address that is configured"
                : "It may call what lies below " + bases.getFirst().shown())
        .asException();
  }

  private static RejectedException notABase(String template) {
    return ErrorCode.SERVICE_INVALID
        .reject("the address for '" + template + "' is not a base URL")
        .withRemedy(
            "Write http:// or https://, a host, maybe a port and a path; no user, query or dots")
        .asException();
  }
}
