package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.configuration.Pointer;
import io.kaicd.contract.configuration.ServiceConfiguration;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.json.Canonical;
import java.util.ArrayList;
import java.util.List;

/**
 * What a service's layers come to, where they may not fit: a node's environment is checked by
 * nobody before it is there, and a profile may be older than its service's definition. Then that
 * layer is left out and the reason told, by the same rule on every node.
 *
 * @param counted the layers that are in
 */
record Resolution(ServiceLayers counted, ServiceConfiguration configuration) {

  /**
   * @param problems of the node's variables, known already
   */
  static Resolution of(ServiceLayers layers, List<Fault> problems, ServiceSchemas schemas) {
    List<Fault> told = new ArrayList<>(problems);
    ServiceLayers counted = layers;
    JsonNode value = counted.resolved();
    List<Fault> faults = schemas.faults(layers.definition(), value);
    if (!faults.isEmpty() && !layers.node().isEmpty()) {
      told.addAll(named(layers, "node.", faults));
      counted = layers.withoutNode();
      value = counted.resolved();
      faults = schemas.faults(layers.definition(), value);
    }
    if (!faults.isEmpty()) {
      told.addAll(named(layers, "profile.", faults));
      counted = layers.alone();
      value = counted.resolved();
    }
    return new Resolution(
        counted, new ServiceConfiguration(layers.service(), value, Canonical.digest(value), told));
  }

  private static List<Fault> named(ServiceLayers layers, String layer, List<Fault> faults) {
    String at = Pointer.member("/services", layers.service());
    return faults.stream()
        .map(f -> new Fault(at + f.pointer(), layer + f.code(), f.wanted(), f.have()))
        .toList();
  }
}
