package io.kaicd.spi;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.version.SemVer;
import java.util.List;

/**
 * The code behind service definitions. Found by {@link java.util.ServiceLoader} when the node
 * starts; one object a node, so it holds no service's state.
 */
public interface Plugin {
  /** Its id, which definitions name as {@code implementation.plugin}. */
  String id();

  /** Its own version, which definitions accept by {@code implementation.version}. */
  SemVer version();

  /**
   * The definitions that ship with it, installed at first start. Asked once, on the node's start,
   * so it is quick and touches no model and no network.
   */
  default List<JsonNode> definitions() {
    return List.of();
  }

  /**
   * Capability contracts of its own, as documents, for capabilities that the host does not know.
   * Asked once, as {@link #definitions()}.
   */
  default List<JsonNode> contracts() {
    return List.of();
  }

  /**
   * Starts one replica of a service. Called on a thread of that replica alone, which it may block:
   * to open files, to load a model. The service counts as {@code starting} until it returns.
   *
   * @throws Exception when it cannot start; a {@link io.kaicd.contract.error.RejectedException}
   *     tells the owner why and what to do, any other is a failure and is tried again later
   */
  PluginService start(ServiceContext context) throws Exception;
}
