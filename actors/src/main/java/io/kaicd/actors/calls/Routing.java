package io.kaicd.actors.calls;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.contract.call.Target;
import io.kaicd.contract.definition.CapabilityRef;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.NodeView;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.contract.version.VersionRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a service and a replica from what the node knows, or says why none can take the call. It
 * asks nobody. Which service answers never depends on which one happens to be up: another model's
 * vectors or another collection are no substitute.
 */
final class Routing {
  private final String self;
  private final Contracts contracts;

  Routing(String self, Contracts contracts) {
    this.self = self;
    this.contracts = contracts;
  }

  /**
   * @param key the routing key's name, empty for none
   * @param value its value in the input, empty for none
   * @param avoid a node to pass over if another can take it, empty for none
   * @param local whether the call must stay in the house
   */
  Route route(
      RegistryView view,
      Target target,
      String capability,
      VersionRange range,
      String key,
      String value,
      String avoid,
      boolean local) {
    return switch (target) {
      case Target.OneService(String service) ->
          named(view, service, capability, range, avoid, local);
      case Target.AnyService _ -> any(view, capability, range, key, value, avoid, local);
    };
  }

  private Route named(
      RegistryView view,
      String id,
      String capability,
      VersionRange range,
      String avoid,
      boolean local) {
    ServiceView service = view.service(id);
    if (service == null) {
      return nowhere(ErrorCode.SERVICE_UNKNOWN, "there is no service " + id);
    }
    CapabilityRef ref = service.definition().capability(capability);
    if (ref == null) {
      return nowhere(ErrorCode.CAPABILITY_UNKNOWN, id + " does not implement " + capability);
    }
    if (!contracts.accepts(range, ref.version())) {
      return nowhere(
          ErrorCode.CONTRACT_UNSUPPORTED, id + " implements " + ref.ref() + ", not " + range);
    }
    if (local && !service.inHouse()) {
      return nowhere(
          ErrorCode.LOCALITY_REFUSED, id + " may leave the house, and this key's calls may not");
    }
    return replica(view, service, ref, avoid);
  }

  private Route any(
      RegistryView view,
      String capability,
      VersionRange range,
      String key,
      String value,
      String avoid,
      boolean local) {
    if (!key.isEmpty() && !value.isEmpty()) {
      List<ServiceView> offering = view.servicesOffering(capability, key, value);
      int fitting = count(offering, capability, range, local);
      if (fitting > 0) {
        ServiceView chosen =
            fitting == 1
                ? first(offering, capability, range, false, local)
                : first(offering, capability, range, true, local);
        return chosen == null
            ? ambiguous(offering, key)
            : replica(view, chosen, ref(chosen, capability), avoid);
      }
    }
    List<ServiceView> all = view.servicesWith(capability);
    ServiceView chosen = first(all, capability, range, true, local);
    if (chosen == null) {
      chosen = first(all, capability, range, false, local);
    }
    if (chosen != null) {
      return replica(view, chosen, ref(chosen, capability), avoid);
    }
    if (all.isEmpty()) {
      return new Route.Nowhere(
          ErrorCode.ROUTE_NONE_FITS
              .reject("no service implements " + capability)
              .withRemedy("Add one: PUT /api/v1/services/{id}"));
    }
    if (local && all.stream().anyMatch(s -> usable(s, capability, range, false))) {
      return nowhere(
          ErrorCode.LOCALITY_REFUSED,
          "every service with "
              + capability
              + " may leave the house, and this key's calls may not");
    }
    boolean disabled = all.stream().anyMatch(s -> fits(s, capability, range));
    return disabled
        ? nowhere(ErrorCode.SERVICE_DISABLED, "every service with " + capability + " is disabled")
        : nowhere(
            ErrorCode.CONTRACT_UNSUPPORTED, "no service implements " + capability + " " + range);
  }

  private static Route ambiguous(List<ServiceView> offering, String key) {
    return nowhere(
        ErrorCode.ROUTE_AMBIGUOUS,
        "several services offer this "
            + key
            + ": "
            + offering.stream().map(ServiceView::id).collect(Collectors.joining(", ")));
  }

  private int count(
      List<ServiceView> services, String capability, VersionRange range, boolean local) {
    int count = 0;
    for (int i = 0; i < services.size(); i++) {
      if (usable(services.get(i), capability, range, local)) {
        count++;
      }
    }
    return count;
  }

  private @Nullable ServiceView first(
      List<ServiceView> services,
      String capability,
      VersionRange range,
      boolean isDefault,
      boolean local) {
    for (int i = 0; i < services.size(); i++) {
      ServiceView service = services.get(i);
      if (usable(service, capability, range, local)
          && (!isDefault || service.spec().defaultFor().contains(capability))) {
        return service;
      }
    }
    return null;
  }

  private boolean usable(
      ServiceView service, String capability, VersionRange range, boolean local) {
    return service.spec().enabled()
        && fits(service, capability, range)
        && (!local || service.inHouse());
  }

  private boolean fits(ServiceView service, String capability, VersionRange range) {
    CapabilityRef ref = service.definition().capability(capability);
    return ref != null && contracts.accepts(range, ref.version());
  }

  private static CapabilityRef ref(ServiceView service, String capability) {
    return Objects.requireNonNull(service.definition().capability(capability));
  }

  // --- the replica -------------------------------------------------------------------------------

  private Route replica(RegistryView view, ServiceView service, CapabilityRef ref, String avoid) {
    if (!service.spec().enabled()) {
      return nowhere(ErrorCode.SERVICE_DISABLED, service.id() + " is disabled");
    }
    if (service.quarantined()) {
      return nowhere(
          ErrorCode.SERVICE_QUARANTINED,
          service.id() + " is in quarantine: " + service.quarantine());
    }
    ReplicaStatus chosen = choose(view, service.replicas(), avoid);
    return chosen == null
        ? none(view, service)
        : new Route.To(service, ref.version(), chosen.node());
  }

  /** The local one if it serves, else one of the others; one to avoid only for want of another. */
  private @Nullable ReplicaStatus choose(
      RegistryView view, List<ReplicaStatus> replicas, String avoid) {
    ReplicaStatus last = null;
    ReplicaStatus other = null;
    int others = 0;
    for (int i = 0; i < replicas.size(); i++) {
      ReplicaStatus replica = replicas.get(i);
      if (!takes(replica)) {
        continue;
      }
      if (replica.node().equals(avoid)) {
        last = replica;
      } else if (replica.node().equals(self)) {
        return replica;
      } else if (up(view, replica.node()) && ThreadLocalRandom.current().nextInt(++others) == 0) {
        other = replica;
      }
    }
    return other != null ? other : last;
  }

  /** A draining replica takes calls too: they wait for the one that follows it. */
  private static boolean takes(ReplicaStatus replica) {
    Phase phase = replica.phase();
    return (phase.serves() || phase == Phase.DRAINING) && !replica.breaker().equals("open");
  }

  private static boolean up(RegistryView view, String node) {
    NodeView at = view.nodes().get(node);
    return at != null && at.up();
  }

  private Route none(RegistryView view, ServiceView service) {
    String id = service.id();
    boolean open = false;
    Phase best = Phase.UNPLACED;
    ReplicaStatus failed = null;
    for (ReplicaStatus replica : service.replicas()) {
      if (!replica.node().equals(self) && !up(view, replica.node())) {
        continue; // what it said last says nothing now
      }
      open |= replica.phase().serves() && replica.breaker().equals("open");
      best = replica.phase().compareTo(best) < 0 ? replica.phase() : best;
      failed = replica.lastProblem() != null ? replica : failed;
    }
    if (open) {
      return nowhere(ErrorCode.BREAKER_OPEN, id + " failed repeatedly and rests for a moment");
    }
    Rejection problem = failed == null ? null : failed.lastProblem();
    String why = problem == null ? "" : ": " + problem.message();
    return switch (best) {
      case STARTING -> nowhere(ErrorCode.SERVICE_STARTING, id + " is starting");
      case BACKING_OFF -> nowhere(ErrorCode.SERVICE_FAILED, id + " failed and starts again" + why);
      case QUARANTINED -> nowhere(ErrorCode.SERVICE_QUARANTINED, id + " is in quarantine" + why);
      default -> unplaced(view, service);
    };
  }

  private static Route unplaced(RegistryView view, ServiceView service) {
    List<String> lacking = new ArrayList<>();
    for (NodeView node : view.nodes().values()) {
      if (node.up()) {
        String lacks = new NodeIdentity(node.id(), node.role(), node.traits()).lacksFor(service);
        if (lacks.isEmpty()) {
          return nowhere(ErrorCode.SERVICE_STARTING, service.id() + " is about to start");
        }
        lacking.add(node.id() + " lacks " + lacks);
      }
    }
    String pinned = service.spec().placement().node();
    return pinned.isEmpty()
        ? nowhere(
            ErrorCode.ROUTE_NONE_FITS,
            "no node can run " + service.id() + ": " + String.join("; ", lacking))
        : nowhere(
            ErrorCode.ROUTE_NONE_FITS,
            service.id() + " is pinned to node " + pinned + ", which is not up or does not fit");
  }

  private static Route nowhere(ErrorCode code, String message) {
    return new Route.Nowhere(code.reject(message));
  }
}
