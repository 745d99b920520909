package io.kaicd.http.resource;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.contract.version.VersionRange;
import io.kaicd.http.endpoint.Query;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Which services are asked for; what is empty does not matter.
 *
 * @param contract the versions of the capability's contract
 * @param trait one that its definition needs
 * @param role the role that its definition needs
 */
record ServiceFilter(
    String capability, VersionRange contract, String trait, String role, String phase) {

  static ServiceFilter of(Query query) {
    String phase = query.text("phase");
    if (!phase.isEmpty()
        && Arrays.stream(Phase.values()).map(Shapes::text).noneMatch(phase::equals)) {
      throw ErrorCode.REQUEST_MALFORMED
          .reject("'phase' is no phase")
          .withRemedy(
              Arrays.stream(Phase.values())
                  .map(Shapes::text)
                  .collect(Collectors.joining(", ", "Use one of ", "")))
          .asException();
    }
    if (query.text("capability").isEmpty() && !query.text("contract").isEmpty()) {
      throw ErrorCode.REQUEST_MALFORMED
          .reject("'contract' is a range of a capability's versions, and none is named")
          .withRemedy("Send 'capability' too")
          .asException();
    }
    return new ServiceFilter(
        query.text("capability"),
        PathNames.range(query.text("contract")),
        query.text("trait"),
        query.text("role"),
        phase);
  }

  boolean accepts(ServiceView service) {
    return capable(service)
        && (trait.isEmpty() || service.definition().needs().traits().contains(trait))
        && (role.isEmpty() || service.definition().needs().role().equals(role))
        && (phase.isEmpty() || Shapes.text(service.phase()).equals(phase));
  }

  private boolean capable(ServiceView service) {
    if (capability.isEmpty()) {
      return true;
    }
    var implemented = service.definition().capability(capability);
    return implemented != null && contract.accepts(implemented.version());
  }
}
