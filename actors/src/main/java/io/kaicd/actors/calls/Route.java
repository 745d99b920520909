package io.kaicd.actors.calls;

import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.contract.version.SemVer;

/** Where a call goes. */
sealed interface Route {
  /**
   * @param contract the version of the capability that the service implements
   * @param node the node whose replica takes it
   */
  record To(ServiceView service, SemVer contract, String node) implements Route {}

  record Nowhere(Rejection rejection) implements Route {}
}
