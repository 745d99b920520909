package io.kaicd.actors.registry;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.contract.registry.WriteResult;
import io.kaicd.message.RegistryProtocol;
import io.kaicd.message.RegistryProtocol.Done;
import io.kaicd.message.RegistryProtocol.Origin;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** The registry of a node in a cluster: reads from its own view, writes to the one entity. */
final class ClusterRegistry implements NodeRegistry {
  private final ActorSystem<?> system;
  private final RegistrySettings settings;
  private final Origin origin;
  private final ActorRef<RegistryProtocol.Command> entity;
  private final List<Consumer<RegistryView>> listeners = new CopyOnWriteArrayList<>();
  private final CompletableFuture<RegistryView> first = new CompletableFuture<>();
  private final ActorRef<ViewActor.Message> viewActor;
  private final Object order = new Object();
  private volatile RegistryView view = RegistryView.EMPTY;

  ClusterRegistry(
      ActorSystem<?> system,
      RegistrySettings settings,
      NodeIdentity node,
      ActorRef<RegistryProtocol.Command> entity) {
    this.system = system;
    this.settings = settings;
    this.origin = new Origin(node.id(), node.role(), node.traits());
    this.entity = entity;
    this.viewActor =
        system.systemActorOf(
            ViewActor.create(node, settings, entity, this::onView),
            "kai-registry-view",
            Props.empty());
  }

  private void onView(RegistryView now) {
    synchronized (order) {
      view = now;
      listeners.forEach(listener -> tell(listener, now));
    }
    first.complete(now);
  }

  private void tell(Consumer<RegistryView> listener, RegistryView now) {
    try {
      listener.accept(now);
    } catch (RuntimeException e) { // one room's bug must not end the view of all
      system.log().error("a listener of the registry's view failed", e);
    }
  }

  /** The first view that is complete; fails when the journal does not hold. */
  CompletableFuture<RegistryView> first() {
    return first;
  }

  @Override
  public RegistryView view() {
    return view;
  }

  @Override
  public CompletionStage<WriteResult> write(RegistryWrite write, WriteOptions options) {
    CompletionStage<Done> done;
    try {
      done =
          AskPattern.ask(
              entity,
              replyTo -> new RegistryProtocol.Write(write, options, origin, replyTo),
              settings.writeTimeout(),
              system.scheduler());
    } catch (RuntimeException e) { // the system has stopped
      done = CompletableFuture.failedFuture(e);
    }
    return done.thenCompose(answer -> visible(answer, options.dryRun()))
        .exceptionally(failure -> new WriteResult.Refused(unanswered()));
  }

  private Rejection unanswered() {
    String remedy = "Read the resource to see whether it was changed, then try again";
    return first.isDone()
        ? ErrorCode.CALL_DEADLINE
            .reject(
                "the registry did not answer within %d ms; whether the change was made is not known"
                    .formatted(settings.writeTimeout().toMillis()))
            .withRemedy(remedy)
        : ErrorCode.NODE_NOT_READY
            .reject(
                "this node has not reached the registry yet; whether the change was made is not"
                    + " known")
            .withRemedy(remedy);
  }

  /** Completes when this node's view holds what was written: its writer reads its own write. */
  private CompletionStage<WriteResult> visible(Done done, boolean dryRun) {
    if (dryRun || !(done.result() instanceof WriteResult.Written written)) {
      return CompletableFuture.completedFuture(done.result());
    }
    CompletableFuture<Boolean> reached = new CompletableFuture<>();
    viewActor.tell(new ViewActor.AwaitRevision(written.revision(), reached));
    return reached
        .completeOnTimeout(false, settings.writeTimeout().toMillis(), TimeUnit.MILLISECONDS)
        // Not on the view's own thread, which a waiting writer would stop.
        .thenApplyAsync(seen -> seen ? written : unseen(), system.executionContext());
  }

  private WriteResult unseen() {
    return new WriteResult.Refused(
        ErrorCode.CALL_DEADLINE
            .reject("the change is made, but this node has not heard of it in time")
            .withRemedy("Read the resource before trying again"));
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
    viewActor.tell(new ViewActor.Publish(status));
  }

  @Override
  public void withdraw(String service) {
    viewActor.tell(new ViewActor.Withdraw(service));
  }
}
