package io.kaicd.actors.egress;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.spi.Egress;

/** The way out of one replica, from its start to its end. */
public interface WayOut extends Egress, AutoCloseable {
  /** Another configuration on its way to the plugin; it ends in one of the two. */
  interface Rebinding {
    /** The plugin has it: what a call that begins from now on sends, goes by it alone. */
    void taken();

    /** It is as it was. */
    void refused();
  }

  /**
   * Lets it send by another configuration too. Calls under way may go on by the one that they began
   * with. Not to be called again before this one has ended.
   *
   * @param config with the definition's defaults filled in
   * @throws io.kaicd.contract.error.RejectedException such as {@code service.invalid}; nothing has
   *     changed then
   */
  Rebinding rebind(ServiceView service, JsonNode config);

  /** Requests under way end, and its connections close. */
  @Override
  void close();
}
