package io.kaicd.actors.secrets;

import io.kaicd.actors.journal.StreamView;
import io.kaicd.actors.secrets.VaultProtocol.Command;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/**
 * A node's line to the vault's entity. Its methods wait for the answer: they are for threads of
 * their own, never an actor's.
 */
final class VaultLink {
  private final ActorSystem<?> system;
  private final ActorRef<Command> entity;
  private final Duration timeout;
  private final ActorRef<StreamView.Message> view;

  /**
   * @param onState told each state, in order
   */
  VaultLink(
      ActorSystem<?> system,
      String node,
      ActorRef<Command> entity,
      Duration timeout,
      Duration followEvery,
      Consumer<VaultState> onState) {
    this.system = system;
    this.entity = entity;
    this.timeout = timeout;
    this.view =
        system.systemActorOf(
            StreamView.create(
                VaultStream.STREAM,
                node,
                followEvery,
                follow -> entity.tell(new VaultProtocol.Followed(follow)),
                onState),
            "kai-vault-view",
            Props.empty());
  }

  /**
   * Returns when the change is in the journal, or is refused, and this node knows what it was
   * decided on.
   *
   * @param key to be kept before the event
   * @throws RejectedException the refusal, or {@code call.deadline}
   */
  void change(VaultCommand command, @Nullable WrappedKey key, Caller actor) {
    VaultProtocol.Done done =
        answered(replyTo -> new VaultProtocol.Change(command, key, actor, replyTo));
    if (done.revision() > 0) { // of a refusal too: who tries again does so on what it stood on
      CompletableFuture<Boolean> reached = new CompletableFuture<>();
      view.tell(new StreamView.Await(done.revision(), reached));
      waited(reached);
    }
    if (done.refusal() != null) {
      throw done.refusal().asException();
    }
  }

  void change(VaultCommand command, Caller actor) {
    change(command, null, actor);
  }

  /**
   * Those of the asked data keys that are there.
   *
   * @throws RejectedException {@code storage.unavailable}, {@code call.deadline}
   */
  List<WrappedKey> keys(List<String> ids) {
    VaultProtocol.Keys keys = answered(replyTo -> new VaultProtocol.FetchKeys(ids, replyTo));
    if (keys.refusal() != null) {
      throw keys.refusal().asException();
    }
    return keys.keys();
  }

  void sweep() {
    entity.tell(new VaultProtocol.Sweep());
  }

  private <T> T answered(Function<ActorRef<T>, Command> question) {
    CompletionStage<T> answer;
    try {
      answer = AskPattern.ask(entity, question::apply, timeout, system.scheduler());
    } catch (RuntimeException e) { // the system has stopped
      throw unanswered();
    }
    return waited(answer.toCompletableFuture());
  }

  private <T> T waited(CompletableFuture<T> answer) {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unanswered();
    } catch (ExecutionException | TimeoutException e) {
      throw unanswered();
    }
  }

  private static RejectedException unanswered() {
    return ErrorCode.CALL_DEADLINE
        .reject("the vault did not answer in time; whether the change was made is not known")
        .withRemedy("Look at it before you try again")
        .asException();
  }
}
