package io.kaicd.actors.configuration;

import io.kaicd.actors.configuration.NodeConfiguration.Made;
import io.kaicd.actors.registry.NodeRegistry;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.contract.registry.WriteResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry as the host runs it: each service with what all layers of its configuration come to
 * on this node. It shows no service before the profiles are known, so that none starts with half of
 * its configuration.
 */
final class ConfiguredServices implements NodeRegistry {
  private static final Logger log = LoggerFactory.getLogger(ConfiguredServices.class);

  private final NodeRegistry registry;
  private final NodeLayer node;
  private final ServiceSchemas schemas;
  private final List<Consumer<RegistryView>> listeners = new CopyOnWriteArrayList<>();
  private final ClashLog clashes = new ClashLog();
  private final Object order = new Object();
  private volatile Known known = Known.NOTHING;
  private volatile RegistryView view = RegistryView.EMPTY;
  private Map<String, Shown> shown = Map.of(); // only in order

  /**
   * What is known at one moment.
   *
   * @param profiles whether the profiles are known at all
   */
  record Known(
      boolean profiles,
      ConfigurationState state,
      RegistryView registry,
      NodeConfiguration configuration) {
    static final Known NOTHING =
        new Known(false, ConfigurationState.INITIAL, RegistryView.EMPTY, NodeConfiguration.EMPTY);
  }

  /** A service as it was shown last, so that what did not change is not made again. */
  private record Shown(ServiceView of, Made with, ServiceView as) {}

  ConfiguredServices(NodeRegistry registry, NodeLayer node, ServiceSchemas schemas) {
    this.registry = registry;
    this.node = node;
    this.schemas = schemas;
    registry.subscribe(
        now ->
            step(
                before ->
                    new Known(before.profiles(), before.state(), now, before.configuration())));
  }

  void onState(ConfigurationState now) {
    step(before -> new Known(true, now, before.registry(), before.configuration()));
  }

  private interface Step {
    Known from(Known before);
  }

  private void step(Step step) {
    synchronized (order) {
      Known now = step.from(known);
      if (now.profiles()) {
        NodeConfiguration configuration =
            now.configuration().next(now.state(), now.registry(), node, schemas);
        now = new Known(true, now.state(), now.registry(), configuration);
        view = configured(now.registry(), configuration);
        look(now);
      }
      known = now;
      if (now.profiles()) {
        listeners.forEach(listener -> tell(listener, view));
      }
    }
  }

  private void look(Known now) {
    if (!node.variables().isEmpty() && now.registry().revision() > 0) {
      clashes.look(
          new ProfileReader(now.state(), now.registry(), node, schemas)
              .clashes(now.state().active()));
    }
  }

  private void tell(Consumer<RegistryView> listener, RegistryView now) {
    try {
      listener.accept(now);
    } catch (RuntimeException e) { // one room's bug must not end the view of all
      log.error("a listener of the configured services failed", e);
    }
  }

  private RegistryView configured(RegistryView now, NodeConfiguration configuration) {
    Map<String, Shown> next = new HashMap<>();
    Map<String, ServiceView> services = new HashMap<>();
    for (ServiceView service : now.services().values()) {
      Made with = configuration.made().get(service.id());
      if (with == null) {
        services.put(service.id(), service);
        continue;
      }
      Shown last = shown.get(service.id());
      Shown as =
          last != null && last.of().equals(service) && same(last.with(), with)
              ? last
              : new Shown(
                  service, with, service.configured(with.configuration().value(), with.own()));
      next.put(service.id(), as);
      services.put(service.id(), as.as());
    }
    shown = next;
    return new RegistryView(now.revision(), now.definitions(), services, now.nodes());
  }

  private static boolean same(Made one, Made other) {
    return one.configuration().digest().equals(other.configuration().digest())
        && one.own().equals(other.own());
  }

  Known known() {
    return known;
  }

  NodeLayer node() {
    return node;
  }

  ServiceSchemas schemas() {
    return schemas;
  }

  /** The registry as its owner wrote it. */
  NodeRegistry plain() {
    return registry;
  }

  @Override
  public RegistryView view() {
    return view;
  }

  @Override
  public CompletionStage<WriteResult> write(RegistryWrite write, WriteOptions options) {
    return registry.write(write, options);
  }

  @Override
  public void subscribe(Consumer<RegistryView> listener) {
    synchronized (order) {
      listeners.add(listener);
      tell(listener, view);
    }
  }

  @Override
  public void publish(ReplicaStatus status) {
    registry.publish(status);
  }

  @Override
  public void withdraw(String service) {
    registry.withdraw(service);
  }
}
