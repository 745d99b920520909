package io.kaicd.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** What the host gives a replica. */
public interface ServiceContext {
  String serviceId();

  /** Valid by the definition's configuration schema, with the schema's defaults filled in. */
  JsonNode config();

  /** A folder of this service's own on this node, which exists and outlives restarts. */
  Path dataFolder();

  /** The way out to the addresses that the definition names. */
  Egress egress();

  /**
   * Calls a capability that the definition {@code requires}, by the host's own routing.
   *
   * @return fails with a {@link io.kaicd.contract.error.RejectedException}
   */
  CompletionStage<JsonNode> call(String capability, String operation, JsonNode input);

  /** Publishes the values of a routing key, in place of those published before. */
  void offer(String key, Collection<String> values);

  /** The replica's own threads, for what it does after a call has returned its future. */
  Executor executor();
}
