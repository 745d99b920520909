package io.kaicd.contract.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.definition.ServiceDefinition;

/**
 * @param digest {@code sha256:<hex>} of the canonical document
 */
public record InstalledDefinition(ServiceDefinition definition, JsonNode document, String digest) {}
