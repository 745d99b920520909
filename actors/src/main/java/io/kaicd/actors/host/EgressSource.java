package io.kaicd.actors.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.egress.WayOut;
import io.kaicd.contract.registry.ServiceView;
import java.util.concurrent.Executor;

/** Opens the way out of a replica. */
@FunctionalInterface
public interface EgressSource {
  /**
   * @param config with the definition's defaults filled in
   * @param threads the replica's own, where replies reach the plugin
   * @throws io.kaicd.contract.error.RejectedException such as {@code service.invalid}
   */
  WayOut open(ServiceView service, JsonNode config, Executor threads);
}
