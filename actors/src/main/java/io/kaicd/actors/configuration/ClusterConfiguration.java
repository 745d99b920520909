package io.kaicd.actors.configuration;

import io.kaicd.actors.journal.StreamView;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.configuration.ChangeOptions;
import io.kaicd.contract.configuration.ChangeResult;
import io.kaicd.contract.configuration.Configuration;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.EffectiveConfiguration;
import io.kaicd.contract.configuration.History;
import io.kaicd.contract.configuration.Profiles;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.redaction.Redaction;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.message.ConfigurationProtocol.Command;
import io.kaicd.message.ConfigurationProtocol.Done;
import io.kaicd.message.ConfigurationProtocol.TakeBack;
import io.kaicd.message.ConfigurationProtocol.Undo;
import io.kaicd.message.ConfigurationProtocol.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration of a node in a cluster: reads from its own view, writes to the one entity, and
 * takes a change back that a service refuses.
 */
final class ClusterConfiguration implements Configuration {
  private static final Logger log = LoggerFactory.getLogger(ClusterConfiguration.class);
  private static final int ATTEMPTS = 3;
  private static final String UNDONE =
      "What it changed is as it was before, but for what others have changed since; correct it";

  private final ActorSystem<?> system;
  private final ConfigurationSettings settings;
  private final String node;
  private final ActorRef<Command> entity;
  private final ConfiguredServices services;
  private final ActorRef<StreamView.Message> view;
  private final Settlements settlements;
  private final CompletableFuture<Void> first = new CompletableFuture<>();

  ClusterConfiguration(
      ActorSystem<?> system,
      ConfigurationSettings settings,
      String node,
      ActorRef<Command> entity,
      ConfiguredServices services) {
    this.system = system;
    this.settings = settings;
    this.node = node;
    this.entity = entity;
    this.services = services;
    this.settlements = new Settlements(settings, services.plain());
    this.view =
        system.systemActorOf(
            StreamView.create(
                ConfigurationStream.STREAM,
                node,
                settings.followEvery(),
                entity::tell,
                this::onState),
            "kai-configuration-view",
            Props.empty());
  }

  private void onState(ConfigurationState state) {
    services.onState(state);
    first.complete(null);
  }

  /** Completes with the first state. */
  CompletableFuture<Void> first() {
    return first;
  }

  @Override
  public EffectiveConfiguration effective() {
    return services.known().configuration().effective();
  }

  @Override
  public Profiles profiles() {
    ConfiguredServices.Known known = services.known();
    return new KnownProfiles(
        new ProfileReader(known.state(), known.registry(), services.node(), services.schemas()));
  }

  @Override
  public History history() {
    return new ClusterHistory(system, settings, entity, services);
  }

  @Override
  public CompletionStage<ChangeResult> change(ConfigurationWrite write, ChangeOptions options) {
    RegistryView before = services.plain().view();
    return ask(write, options)
        .thenCompose(
            done ->
                !options.dryRun()
                        && done.result() instanceof ChangeResult.Written written
                        && written.changed()
                    ? visible(written, done.undo(), before)
                    : CompletableFuture.completedFuture(done.result()));
  }

  private CompletionStage<Done> ask(ConfigurationWrite write, ChangeOptions options) {
    return ask(replyTo -> new Write(write, options, replyTo));
  }

  private CompletionStage<Done> ask(Function<ActorRef<Done>, Command> command) {
    CompletionStage<Done> done;
    try {
      done = AskPattern.ask(entity, command::apply, settings.writeTimeout(), system.scheduler());
    } catch (RuntimeException e) { // the system has stopped
      done = CompletableFuture.failedFuture(e);
    }
    return done.exceptionally(
        failure -> new Done(new ChangeResult.Refused(unanswered()), Undo.NOTHING));
  }

  private Rejection unanswered() {
    return ErrorCode.CALL_DEADLINE
        .reject(
            "the configuration did not answer within %d ms; whether the change was made is not known"
                .formatted(settings.writeTimeout().toMillis()))
        .withRemedy("Read the profile to see whether it was changed, then try again");
  }

  /** Goes on when this node's view holds what was written: its writer reads its own write. */
  private CompletionStage<ChangeResult> visible(
      ChangeResult.Written written, Undo undo, RegistryView before) {
    return seen(written.revision())
        .thenComposeAsync(
            seen ->
                seen
                    ? settled(written, undo, before)
                    : CompletableFuture.completedFuture(
                        written.noted(List.of("this node has not heard of it in time"))),
            system.executionContext());
  }

  /** Whether this node hears of a revision in time. */
  private CompletableFuture<Boolean> seen(long revision) {
    CompletableFuture<Boolean> reached = new CompletableFuture<>();
    view.tell(new StreamView.Await(revision, reached));
    // To be gone on with not on the view's own thread, which a waiting writer would stop.
    return reached.completeOnTimeout(
        false, settings.writeTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private CompletionStage<ChangeResult> settled(
      ChangeResult.Written written, Undo undo, RegistryView before) {
    if (written.affected().isEmpty()) {
      return CompletableFuture.completedFuture(written);
    }
    Settling one = new Settling(node, effective(), written.affected(), before);
    return settlements
        .inTime(one)
        .thenComposeAsync(outcome -> ended(written, undo, one, outcome), system.executionContext());
  }

  private CompletionStage<ChangeResult> ended(
      ChangeResult.Written written, Undo undo, Settling one, Settling.Outcome outcome) {
    return switch (outcome) {
      case Settling.Taken _ -> CompletableFuture.completedFuture(written);
      case Settling.Late late -> {
        List<String> notes = notes(late);
        if (!settlements.later(one, refused -> takenBackLate(undo, refused))) {
          notes.add(
              "too many changes wait for their services: one refused from now on is not taken back");
        }
        yield CompletableFuture.completedFuture(written.noted(notes));
      }
      case Settling.Refused refused -> {
        String reason = reason(undo, "", refused);
        yield takenBack(undo, reason)
            .thenApply(
                remedy ->
                    new ChangeResult.Refused(
                        ErrorCode.CONFIGURATION_NOT_TAKEN.reject(reason).withRemedy(remedy)));
      }
    };
  }

  private static List<String> notes(Settling.Late late) {
    List<String> notes = new ArrayList<>();
    late.late()
        .forEach(
            (service, nodes) ->
                nodes.forEach(
                    on ->
                        notes.add(
                            "service '%s' on node %s has not taken it yet"
                                .formatted(service, on))));
    return notes;
  }

  private void takenBackLate(Undo undo, Settling.Refused refused) {
    String reason = reason(undo, " after its writer was answered", refused);
    var _ = takenBack(undo, reason).thenAccept(what -> log.warn("{}. {}", reason, what));
  }

  private static String reason(Undo undo, String when, Settling.Refused refused) {
    return "version %d undone%s: service '%s' on node %s did not take it: %s"
        .formatted(
            undo.version(), when, refused.service(), refused.node(), refused.why().message());
  }

  /** Completes with what its writer can do now. */
  private CompletionStage<String> takenBack(Undo undo, String reason) {
    ChangeOptions options =
        new ChangeOptions(
            Caller.HOST,
            Precondition.NONE,
            Redaction.redacted(reason, ConfigurationDecider.LONGEST_REASON),
            false);
    return takeBack(undo, options, ATTEMPTS)
        .thenCompose(
            done ->
                switch (done.result()) {
                  // Its writer is to find it as it was.
                  case ChangeResult.Written back -> seen(back.revision()).thenApply(seen -> UNDONE);
                  case ChangeResult.Refused(Rejection why) ->
                      CompletableFuture.completedFuture(
                          "Taking it back failed too (%s): look at the profile's versions"
                              .formatted(why.message()));
                });
  }

  /** Again when there is no answer: what is taken back already is not taken back twice. */
  private CompletionStage<Done> takeBack(Undo undo, ChangeOptions options, int attempts) {
    return ask(replyTo -> new TakeBack(undo, options, replyTo))
        .thenCompose(
            done ->
                attempts > 1
                        && done.result() instanceof ChangeResult.Refused(Rejection why)
                        && why.code() == ErrorCode.CALL_DEADLINE
                    ? takeBack(undo, options, attempts - 1)
                    : CompletableFuture.completedFuture(done));
  }
}
