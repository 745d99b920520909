package io.kaicd.actors.configuration;

import io.kaicd.actors.registry.Shown;
import io.kaicd.contract.configuration.Difference;
import io.kaicd.contract.configuration.History;
import io.kaicd.contract.configuration.Moment;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.message.ConfigurationProtocol.Answer;
import io.kaicd.message.ConfigurationProtocol.Ask;
import io.kaicd.message.ConfigurationProtocol.Between;
import io.kaicd.message.ConfigurationProtocol.Command;
import io.kaicd.message.ConfigurationProtocol.Differences;
import io.kaicd.message.ConfigurationProtocol.Page;
import io.kaicd.message.ConfigurationProtocol.Question;
import io.kaicd.message.ConfigurationProtocol.Untold;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * The profiles' history: what this node's view remembers it tells itself, and for the rest it asks
 * the entity, whose node has the journal.
 */
record ClusterHistory(
    ActorSystem<?> system,
    ConfigurationSettings settings,
    ActorRef<Command> entity,
    ConfiguredServices services)
    implements History {

  @Override
  public CompletionStage<Versions> versions(String id, long before, int limit) {
    Profile profile = services.known().state().profile(id);
    if (profile == null) {
      return unknown(id);
    }
    List<Made> kept =
        profile.kept().stream()
            .filter(version -> version.number() < before)
            .map(Profile.Version::made)
            .toList();
    boolean whole = profile.kept().getLast().number() == 0; // as it ships
    if (kept.size() > limit || whole) {
      return CompletableFuture.completedFuture(
          new Versions(kept.subList(0, Math.min(limit, kept.size())), kept.size() > limit));
    }
    return ask(
        new io.kaicd.message.ConfigurationProtocol.Versions(id, before, limit),
        answer ->
            switch (answer) {
              case Page(Versions versions) -> versions;
              case Untold(var why) -> throw why.asException();
              case Differences _ -> throw another();
            });
  }

  @Override
  public CompletionStage<List<Difference>> difference(String id, Moment from, Moment to) {
    ConfigurationState state = services.known().state();
    if (state.profile(id) == null) {
      return unknown(id);
    }
    Past kept = Past.of(state);
    if (kept.at(id, from).isPresent() && kept.at(id, to).isPresent()) {
      return CompletableFuture.completedFuture(ProfileReader.difference(kept, id, from, to));
    }
    return ask(
        new Between(id, from, to),
        answer ->
            switch (answer) {
              case Differences(List<Difference> differences) -> differences;
              case Untold(var why) -> throw why.asException();
              case Page _ -> throw another();
            });
  }

  private interface Reading<T> {
    T of(Answer answer);
  }

  private <T> CompletionStage<T> ask(Question question, Reading<T> reading) {
    CompletionStage<Answer> answer;
    try {
      answer =
          AskPattern.ask(
              entity,
              replyTo -> new Ask(question, replyTo),
              settings.recallTimeout(),
              system.scheduler());
    } catch (RuntimeException e) { // the system has stopped
      answer = CompletableFuture.failedFuture(e);
    }
    return answer
        .exceptionally(
            failure ->
                new Untold(
                    ErrorCode.CALL_DEADLINE
                        .reject(
                            "the journal was not read within %d ms"
                                .formatted(settings.recallTimeout().toMillis()))
                        .withRemedy("Try again; see the log of the node that keeps the journal")))
        .thenApply(reading::of);
  }

  private static RejectedException another() {
    return ErrorCode.INTERNAL.reject("an answer to another question").asException();
  }

  private static <T> CompletionStage<T> unknown(String id) {
    return CompletableFuture.failedFuture(
        ErrorCode.PROFILE_UNKNOWN
            .reject("there is no profile '" + Shown.of(id) + "'")
            .asException());
  }
}
