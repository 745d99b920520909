package io.kaicd.actors.host;

import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** The service entities that live on this node: a call to one of them needs no shard region. */
public final class LocalReplicas {
  private final ConcurrentHashMap<String, Local> byService = new ConcurrentHashMap<>();

  /** A service's entity on this node. */
  public static final class Local {
    private final ActorRef<ServiceEntity.Message> entity;
    private volatile boolean closed;

    Local(ActorRef<ServiceEntity.Message> entity) {
      this.entity = entity;
    }

    /**
     * @return whether the entity was there; if not, the work is untouched
     */
    public boolean send(Work work) {
      if (closed) {
        return false;
      }
      entity.tell(new ServiceEntity.Execute(work));
      if (closed && work.waiting()) {
        work.refuse(ServiceCalls.gone(work.service()));
      }
      return true;
    }

    void observe() {
      entity.tell(new ServiceEntity.Observe());
    }

    void close() {
      closed = true;
    }
  }

  public @Nullable Local find(String service) {
    return byService.get(service);
  }

  Local add(String service, ActorRef<ServiceEntity.Message> entity) {
    Local local = new Local(entity);
    byService.put(service, local);
    return local;
  }

  void remove(String service, Local local) {
    local.close();
    byService.remove(service, local);
  }

  void observeAll() {
    byService.values().forEach(Local::observe);
  }
}
