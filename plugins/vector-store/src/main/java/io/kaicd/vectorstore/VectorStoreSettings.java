package io.kaicd.vectorstore;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * A service's configuration; its defaults stand in the definition's schema.
 *
 * @param candidates neighbours kept in sight by an approximate search
 * @param commitPoints about how many points share a commit
 * @param commitWait how long the first write of a commit waits for others
 * @param minFreeBytes upserts are refused below this much free space
 */
record VectorStoreSettings(
    int candidates, int commitPoints, Duration commitWait, long minFreeBytes) {

  static VectorStoreSettings of(JsonNode config) {
    return new VectorStoreSettings(
        config.required("candidates").asInt(),
        config.required("commitPoints").asInt(),
        Duration.parse(config.required("commitWait").asText()),
        config.required("minFreeMiB").asLong() << 20);
  }
}
