package io.kaicd.actors.egress;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What one configuration of a service allows it. Replaced whole when the configuration changes. */
record Binding(List<AllowedBase> bases, Credentials credentials, int maxInFlight) {
  /**
   * @param config with the schema's defaults filled in
   * @param own what of it the service's owner said: with the service, in a profile for it, or in
   *     the node's environment
   * @throws RejectedException {@code service.invalid} when an address is no base URL
   */
  static Binding of(
      ServiceDefinition definition,
      JsonNode config,
      JsonNode own,
      Credentials credentials,
      int maxInFlight) {
    List<AllowedBase> bases = new ArrayList<>();
    for (String template : definition.egress()) {
      BaseTemplate filled = BaseTemplate.fill(template, config, own);
      if (!filled.text().isEmpty()) {
        bases.add(
            AllowedBase.of(filled.text(), filled.named()).orElseThrow(() -> notABase(template)));
      }
    }
    bases.sort(Comparator.comparing(AllowedBase::named).reversed());
    return new Binding(
        List.copyOf(bases), credentials, config.path("maxInFlight").asInt(maxInFlight));
  }

  /**
   * The base that a request is below, one that the owner named before others.
   *
   * @throws RejectedException {@code egress.refused}
   */
  AllowedBase check(URI uri) {
    for (AllowedBase base : bases) {
      if (base.covers(uri)) {
        return base;
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

  boolean covers(URI uri) {
    return bases.stream().anyMatch(base -> base.covers(uri));
  }

  private static RejectedException notABase(String template) {
    return ErrorCode.SERVICE_INVALID
        .reject("the address for '" + template + "' is not a base URL")
        .withRemedy(
            "Write http:// or https://, a host, maybe a port and a path; no user, query or dots")
        .asException();
  }
}
