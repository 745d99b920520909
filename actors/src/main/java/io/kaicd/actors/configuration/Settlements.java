package io.kaicd.actors.configuration;

import io.kaicd.actors.registry.NodeRegistry;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The changes that this node watches: those whose writers wait, and those that are late. */
final class Settlements {
  private final ConfigurationSettings settings;
  private final NodeRegistry registry;
  private final Set<Settling> watched = ConcurrentHashMap.newKeySet();
  private final Semaphore late;

  Settlements(ConfigurationSettings settings, NodeRegistry registry) {
    this.settings = settings;
    this.registry = registry;
    this.late = new Semaphore(settings.late().most());
    registry.subscribe(view -> watched.forEach(one -> one.look(view)));
  }

  /** What has come of a change when its writer is to be answered; a late one is watched on. */
  CompletionStage<Settling.Outcome> inTime(Settling one) {
    watched.add(one);
    one.look(registry.view());
    return one.outcome()
        .copy()
        .orTimeout(settings.settle().toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (outcome, over) -> {
              if (over == null) {
                watched.remove(one);
              }
            })
        .exceptionally(over -> one.late());
  }

  /**
   * Goes on with a late one, for as long as a service may take over it.
   *
   * @param refused told when one refuses it by then
   * @return whether there was room; without, it is watched no more
   */
  boolean later(Settling one, Consumer<Settling.Refused> refused) {
    if (!late.tryAcquire()) {
      watched.remove(one);
      return false;
    }
    var _ =
        one.outcome()
            .copy()
            .orTimeout(settings.late().watch().toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (outcome, over) -> {
                  watched.remove(one);
                  late.release();
                  if (outcome instanceof Settling.Refused no) {
                    refused.accept(no);
                  }
                });
    return true;
  }
}
