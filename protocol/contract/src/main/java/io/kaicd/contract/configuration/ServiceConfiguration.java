package io.kaicd.contract.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.Fault;
import java.util.List;

/**
 * A service's configuration as its plugin gets it, all layers laid over each other.
 *
 * @param value shared by all readers, so never changed
 * @param digest {@code sha256:<hex>} of it; equal values have equal digests
 * @param problems why a layer is left out: the node's if it does not fit, and then the profile's
 */
public record ServiceConfiguration(
    String service, JsonNode value, String digest, List<Fault> problems) {
  public ServiceConfiguration {
    problems = List.copyOf(problems);
  }
}
