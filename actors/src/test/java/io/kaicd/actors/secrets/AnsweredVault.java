package io.kaicd.actors.secrets;

import com.typesafe.config.ConfigFactory;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.Rejection;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** A house's vault as a node asks it; in the entity's place is one that decides at once. */
final class AnsweredVault implements AutoCloseable {
  static final Caller OWNER = new Caller("owner", Set.of(Caller.ADMIN));
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String VARIABLE = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  final House house;
  final ClusterVault vault;
  final Transfer transfer;
  final ClusterSecrets secrets;

  /** All that the entity was asked. */
  final List<VaultCommand> asked = new CopyOnWriteArrayList<>();

  /** What the next changes are answered with, instead of being decided. */
  volatile @Nullable Rejection refusal;

  /** What happens once the next change is made, before its asker hears of it. */
  volatile @Nullable Runnable after;

  private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load("quiet"));
  private final VaultThreads threads = new VaultThreads();

  /**
   * @param file of the root's key
   */
  AnsweredVault(House house, Path file) {
    this.house = house;
    SecureRandom random = new SecureRandom();
    VaultLink link =
        new VaultLink(
            kit.system(), "node", kit.spawn(entity()), PATIENCE, Duration.ofHours(1), state -> {});
    RootSources sources = new RootSources(file, name -> VARIABLE);
    this.vault =
        new ClusterVault(
            "node",
            house.node,
            link,
            new RootKeys(house.maker, sources, random, threads),
            house.maker,
            new RingRotation(house.node, link, house.maker, house.keys),
            threads);
    this.transfer = new Transfer(house.node, link, house.use, house.watch, random, threads);
    this.secrets =
        new ClusterSecrets(house.node, link, house.maker, house.views, transfer, threads);
  }

  private Behavior<VaultProtocol.Command> entity() {
    return Behaviors.receive(VaultProtocol.Command.class)
        .onMessage(
            VaultProtocol.Change.class,
            change -> {
              asked.add(change.command());
              Rejection why = decided(change.command());
              Runnable then = after;
              after = null;
              if (then != null) {
                then.run();
              }
              change.replyTo().tell(new VaultProtocol.Done(0, why));
              return Behaviors.same();
            })
        .onAnyMessage(any -> Behaviors.same())
        .build();
  }

  private @Nullable Rejection decided(VaultCommand command) {
    if (refusal != null) {
      return refusal;
    }
    return switch (house.decide(command)) {
      case VaultDecision.Accept _ -> {
        house.accept(command);
        yield null;
      }
      case VaultDecision.Unchanged _ -> null;
      case VaultDecision.Refuse(var rejection) -> rejection;
    };
  }

  static <T> T result(CompletionStage<T> asked) {
    return asked.toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    threads.close();
    kit.shutdownTestKit();
  }
}
