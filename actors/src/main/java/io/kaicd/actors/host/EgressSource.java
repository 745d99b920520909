package io.kaicd.actors.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.spi.Egress;
import java.util.concurrent.Executor;

/** Opens the way out of a replica. What it gives is closed with the replica if it can be closed. */
@FunctionalInterface
public interface EgressSource {
  /**
   * @param config with the definition's defaults filled in
   * @param threads the replica's own, where replies reach the plugin
   * @throws io.kaicd.contract.error.RejectedException such as {@code service.invalid}
   */
  Egress open(ServiceView service, JsonNode config, Executor threads);
}
