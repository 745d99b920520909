package io.kaicd.tck;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.capability.CapabilityContract;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.capability.Operation;
import io.kaicd.contract.definition.CapabilityRef;
import io.kaicd.contract.definition.ConfigDefaults;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.version.SemVer;
import io.kaicd.spi.Egress;
import io.kaicd.spi.Plugin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is under test, read once a test. */
record Subject(
    Plugin plugin,
    JsonNode document,
    ServiceDefinition definition,
    ContractCatalog catalog,
    JsonNode config,
    Egress upstream,
    RequiredCapabilities required) {
  private static final Pattern CONFIGURED = Pattern.compile("\\{config\\.([A-Za-z0-9_.-]+)}");

  static Subject of(
      Plugin plugin, String id, JsonNode config, Egress upstream, RequiredCapabilities required) {
    JsonNode document =
        plugin.definitions().stream()
            .filter(candidate -> candidate.path("id").asText().equals(id))
            .max(Comparator.comparing(candidate -> SemVer.of(candidate.path("version").asText())))
            .orElseThrow(() -> new AssertionError("the plugin ships no definition '" + id + "'"));
    ServiceDefinition definition = Json.shared().convertValue(document, ServiceDefinition.class);
    return new Subject(
        plugin,
        document,
        definition,
        ContractCatalog.bundled().with(plugin.contracts()),
        ConfigDefaults.fill(definition.config(), config),
        upstream,
        required);
  }

  /** The contract's operation, in the version that the definition implements. */
  @Nullable Operation operation(String capability, String operation) {
    CapabilityContract contract = contract(capability);
    return contract == null ? null : contract.operation(operation);
  }

  @Nullable CapabilityContract contract(String capability) {
    CapabilityRef ref = definition.capability(capability);
    return ref == null ? null : catalog.find(ref.id(), ref.version());
  }

  /**
   * Whether an operation is to be answered as a stream: its contract says so, and the definition
   * does not leave the contract's feature {@code streaming} out.
   */
  boolean streams(Operation operation) {
    CapabilityContract contract = contract(operation.capability());
    CapabilityRef ref = definition.capability(operation.capability());
    return operation.modes().contains(Operation.Mode.STREAM)
        && contract != null
        && ref != null
        && (!contract.features().contains("streaming") || ref.features().contains("streaming"));
  }

  /** A configuration as the host hands it on. */
  JsonNode filled(JsonNode given) {
    return ConfigDefaults.fill(definition.config(), given);
  }

  List<String> egressBases() {
    List<String> bases = new ArrayList<>();
    for (String base : definition.egress()) {
      Matcher matcher = CONFIGURED.matcher(base);
      bases.add(
          matcher.replaceAll(
              found ->
                  Matcher.quoteReplacement(
                      config.at("/" + found.group(1).replace('.', '/')).asText())));
    }
    return bases;
  }
}
