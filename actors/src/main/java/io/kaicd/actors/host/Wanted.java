package io.kaicd.actors.host;

import io.kaicd.actors.cluster.ServiceShards;
import io.kaicd.contract.definition.Run;
import io.kaicd.contract.registry.ServiceView;
import org.jspecify.annotations.Nullable;

/** What the registry wants to run at this place: a service's one owner, or its replica here. */
final class Wanted {
  private final HostParts host;
  private final String entityId;
  private final String id;
  private boolean handedOff;

  Wanted(HostParts host, String entityId) {
    this.host = host;
    this.entityId = entityId;
    this.id = ServiceShards.service(entityId);
  }

  /** The service as it should run here now; nothing when it should not. */
  @Nullable ServiceView now() {
    ServiceView now = host.registry().view().service(id);
    if (now == null || handedOff || !now.spec().enabled()) {
      return null;
    }
    boolean each = now.definition().run().instances() == Run.Instances.EACH;
    String node = ServiceShards.node(entityId);
    boolean ours = each ? node.equals(host.node().id()) : node.isEmpty();
    return ours && host.node().lacksFor(now).isEmpty() ? now : null;
  }

  /** Another place takes it over: it is not wanted here again. */
  void handOff() {
    handedOff = true;
  }

  /** Whether nothing is left to wait for: it went elsewhere, or the service is no more. */
  boolean never() {
    return handedOff || host.registry().view().service(id) == null;
  }
}
