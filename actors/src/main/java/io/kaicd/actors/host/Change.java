package io.kaicd.actors.host;

import io.kaicd.contract.definition.Reconfigure;
import io.kaicd.contract.registry.ServiceSpec;
import io.kaicd.contract.registry.ServiceView;

/** What it takes to bring a running replica from one state of its service to another. */
enum Change {
  /** Nothing that the plugin would notice. */
  NONE,
  IN_PLACE,
  /** Another replica takes its place. */
  REPLACE;

  static Change between(ServiceView running, ServiceView now) {
    if (!running.definition().ref().equals(now.definition().ref())) {
      return REPLACE;
    }
    ServiceSpec had = running.spec();
    ServiceSpec has = now.spec();
    if (had.local() != has.local()) {
      return REPLACE; // its connections are of one kind or the other from the start
    }
    boolean config = had.config().equals(has.config());
    boolean said = running.own().equals(now.own());
    if (config && said && had.secrets().equals(has.secrets())) {
      return NONE;
    }
    // Secrets, and who named an address, are the host's business: the way out changes and the
    // plugin does not notice.
    return config || now.definition().reconfigure() == Reconfigure.IN_PLACE ? IN_PLACE : REPLACE;
  }
}
