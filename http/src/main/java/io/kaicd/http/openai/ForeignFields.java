package io.kaicd.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.version.VersionRange;
import java.util.HashSet;
import java.util.Set;

/**
 * Fits a request of an OpenAI client to a contract, whose inputs are strict: fields that the
 * contract does not know move into its free object {@code extra}, and nulls, which say nothing in
 * OpenAI's API, are left out.
 */
record ForeignFields(Set<String> known) {
  private static final String EXTRA = "extra";

  static ForeignFields of(ContractCatalog contracts, String capability, String operation) {
    Set<String> known = new HashSet<>();
    contracts
        .best(capability, VersionRange.ANY)
        .map(contract -> contract.document())
        .ifPresent(
            document -> {
              JsonNode input = document.path("operations").path(operation).path("input");
              String reference = input.path("$ref").asText("");
              if (reference.startsWith("#")) {
                input = document.at(reference.substring(1));
              }
              input.path("properties").fieldNames().forEachRemaining(known::add);
            });
    return new ForeignFields(Set.copyOf(known));
  }

  /**
   * @param own fields that the dialect itself answers for, which are left out
   */
  ObjectNode fit(JsonNode request, Set<String> own) {
    if (!(request instanceof ObjectNode fields)) {
      throw ErrorCode.INPUT_INVALID.reject("the body is no JSON object").asException();
    }
    ObjectNode fitted = Json.shared().createObjectNode();
    ObjectNode extra = Json.shared().createObjectNode();
    fields
        .propertyStream()
        .filter(field -> !own.contains(field.getKey()) && !field.getValue().isNull())
        .forEach(
            field ->
                (known.contains(field.getKey()) ? fitted : extra)
                    .set(field.getKey(), field.getValue()));
    if (!extra.isEmpty()) {
      if (fitted.get(EXTRA) instanceof ObjectNode given) {
        extra.setAll(given);
      }
      fitted.set(EXTRA, extra);
    }
    return fitted;
  }
}
