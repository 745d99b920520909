package io.kaicd.actors.registry;

import io.kaicd.contract.capability.CapabilityContract;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.definition.CapabilityRef;
import io.kaicd.contract.definition.HostApi;
import io.kaicd.contract.definition.Offer;
import io.kaicd.contract.definition.Requirement;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.InstalledDefinition;
import io.kaicd.contract.version.SemVer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether a definition fits this host: its range, its contracts, its plugin, what it calls. */
final class Fitness {
  private final ContractCatalog catalog;
  private final Map<String, SemVer> plugins;

  Fitness(ContractCatalog catalog, Map<String, SemVer> plugins) {
    this.catalog = catalog;
    this.plugins = Map.copyOf(plugins);
  }

  /** A rejection that names all that does not fit; without faults when it fits. */
  Rejection check(ServiceDefinition definition, RegistryState state) {
    Rejection found = ErrorCode.DEFINITION_DOES_NOT_FIT.reject(definition.ref() + " does not fit");
    if (!definition.host().accepts(HostApi.VERSION)) {
      found =
          new Rejection(
                  found.code(),
                  "%s needs host %s; this node offers %s"
                      .formatted(definition.ref(), definition.host(), HostApi.VERSION),
                  "Upgrade the node, or install a version of %s for host ^%s"
                      .formatted(definition.id(), HostApi.VERSION),
                  found.faults())
              .withFault(
                  new Fault(
                      "/host",
                      "host.range",
                      definition.host().toString(),
                      HostApi.VERSION.toString()));
    }
    int index = 0;
    for (CapabilityRef ref : definition.capabilities()) {
      if (catalog.find(ref.id(), ref.version()) == null) {
        found =
            say(found, "%s declares %s, which this node does not know", definition, ref.ref())
                .withFault(
                    new Fault(
                        "/capabilities/" + index, "contract.version", ref.ref(), known(ref.id())));
      }
      index++;
    }
    return dependencies(definition, state, offers(definition, found));
  }

  private Rejection offers(ServiceDefinition definition, Rejection before) {
    Rejection found = before;
    int index = 0;
    for (Offer offer : definition.offers()) {
      for (String capability : offer.capabilities()) {
        if (definition.capability(capability) == null) {
          found =
              say(found, "%s offers keys of %s, which it does not have", definition, capability)
                  .withFault(
                      new Fault(
                          "/offers/" + index + "/capabilities", "capability", capability, "none"));
        }
      }
      if (!offer.from().isEmpty() && !hasOperation(definition, offer.from())) {
        found =
            say(found, "%s lists keys by %s, which it does not have", definition, offer.from())
                .withFault(
                    new Fault("/offers/" + index + "/from", "operation", offer.from(), "none"));
      }
      index++;
    }
    return found;
  }

  private boolean hasOperation(ServiceDefinition definition, String from) {
    int slash = from.indexOf('/');
    CapabilityRef ref = definition.capability(from.substring(0, slash));
    CapabilityContract contract = ref == null ? null : catalog.find(ref.id(), ref.version());
    return contract != null && contract.operations().containsKey(from.substring(slash + 1));
  }

  private Rejection dependencies(
      ServiceDefinition definition, RegistryState state, Rejection before) {
    Rejection found = before;
    SemVer plugin = plugins.get(definition.implementation().plugin());
    if (plugin == null || !definition.implementation().version().accepts(plugin)) {
      String wanted =
          definition.implementation().plugin() + "@" + definition.implementation().version();
      found =
          say(found, "%s is run by plugin %s, which this node does not have", definition, wanted)
              .withFault(
                  new Fault(
                      "/implementation",
                      "plugin.version",
                      wanted,
                      plugin == null ? "none" : plugin.toString()));
    }
    int index = 0;
    for (Requirement requirement : definition.requires()) {
      if (!satisfied(requirement, definition, state)) {
        String wanted = requirement.id() + "@" + requirement.version();
        found =
            say(found, "%s calls %s, which no installed definition has", definition, wanted)
                .withFault(new Fault("/requires/" + index, "dependency", wanted, "none"));
      }
      index++;
    }
    return found;
  }

  private static Rejection say(
      Rejection found, String text, ServiceDefinition definition, String what) {
    return found.faults().isEmpty()
        ? new Rejection(
            found.code(), text.formatted(definition.ref(), what), found.remedy(), found.faults())
        : found;
  }

  private static boolean satisfied(
      Requirement requirement, ServiceDefinition definition, RegistryState state) {
    return has(definition, requirement)
        || state.definitions().values().stream()
            .flatMap(versions -> versions.values().stream())
            .anyMatch(installed -> has(installed.definition(), requirement));
  }

  /** The other definitions that would call in vain once this one is gone. */
  static List<String> orphans(RegistryState state, ServiceDefinition gone) {
    List<ServiceDefinition> left =
        state.definitions().values().stream()
            .flatMap(versions -> versions.values().stream())
            .map(InstalledDefinition::definition)
            .filter(d -> !d.ref().equals(gone.ref()))
            .toList();
    return left.stream()
        .filter(
            caller ->
                caller.requires().stream()
                    .filter(requirement -> has(gone, requirement))
                    .anyMatch(requirement -> left.stream().noneMatch(d -> has(d, requirement))))
        .map(ServiceDefinition::ref)
        .sorted()
        .toList();
  }

  private static boolean has(ServiceDefinition definition, Requirement requirement) {
    CapabilityRef ref = definition.capability(requirement.id());
    return ref != null && requirement.version().accepts(ref.version());
  }

  private String known(String capability) {
    String versions =
        catalog.all().stream()
            .filter(contract -> contract.id().equals(capability))
            .map(contract -> contract.version().toString())
            .collect(Collectors.joining(", "));
    return versions.isEmpty() ? "none" : versions;
  }
}
