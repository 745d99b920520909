package io.kaicd.tck;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletionStage;

/** Stands for the capabilities that a definition requires and calls through its context. */
@FunctionalInterface
public interface RequiredCapabilities {
  CompletionStage<JsonNode> call(String capability, String operation, JsonNode input);
}
