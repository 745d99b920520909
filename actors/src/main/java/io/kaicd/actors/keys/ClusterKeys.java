package io.kaicd.actors.keys;

import io.kaicd.actors.journal.StreamView;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.key.KeyView;
import io.kaicd.contract.key.Keys;
import io.kaicd.message.KeyProtocol.Command;
import io.kaicd.message.KeyProtocol.Done;
import io.kaicd.message.KeyProtocol.Make;
import io.kaicd.message.KeyProtocol.Revoke;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a node in a cluster: asked from its own view, made by the one entity. A token is made
 * here, told once, and leaves this node as a hash.
 */
final class ClusterKeys implements Keys, KeysInForce {
  private static final String ACTOR = "key:";
  private static final String PREFIX = "kai_";
  private static final int TOKEN_BYTES = 32;
  private static final String NO_HASH = HexFormat.of().formatHex(new byte[32]);

  private final ActorSystem<?> system;
  private final ActorRef<Command> entity;
  private final Duration timeout;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final ActorRef<StreamView.Message> view;
  private final CompletableFuture<Boolean> first = new CompletableFuture<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile KeyState state = KeyState.EMPTY;

  ClusterKeys(
      ActorSystem<?> system,
      String node,
      ActorRef<Command> entity,
      Duration timeout,
      Duration followEvery,
      Clock clock) {
    this.system = system;
    this.entity = entity;
    this.timeout = timeout;
    this.clock = clock;
    this.view =
        system.systemActorOf(
            StreamView.create(KeyStream.STREAM, node, followEvery, entity::tell, this::onState),
            "kai-keys-view",
            Props.empty());
  }

  void onState(KeyState now) {
    state = now;
    listeners.forEach(this::tell);
    first.complete(true);
  }

  private void tell(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException e) { // one room's bug must not keep a revocation from the others
      system.log().error("a listener of the keys failed", e);
    }
  }

  /** Completes with the first state. */
  CompletableFuture<Boolean> first() {
    return first;
  }

  @Override
  public List<KeyView> all() {
    return state.keys().values().stream().map(KeyState.Key::view).toList();
  }

  @Override
  public Optional<Rejection> refusal(Wish wish) {
    List<String> scopes = wish.scopes().stream().sorted().toList();
    return state.refusal(wish.id(), scopes, wish.expires(), clock.instant());
  }

  @Override
  public Optional<Rejection> refusal(String id) {
    return state.refusal(id);
  }

  @Override
  public CompletionStage<Result> make(Wish wish, Caller actor) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token =
        PREFIX + wish.id() + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    List<String> scopes = wish.scopes().stream().sorted().toList();
    return ask(
        replyTo -> new Make(wish.id(), hash(token), scopes, wish.expires(), actor, replyTo),
        wish.id(),
        key -> new Made(key, token));
  }

  @Override
  public CompletionStage<Result> revoke(String id, Caller actor) {
    return ask(replyTo -> new Revoke(id, actor, replyTo), id, Revoked::new);
  }

  private CompletionStage<Result> ask(
      Function<ActorRef<Done>, Command> command, String id, Function<KeyView, Result> done) {
    CompletionStage<Done> answer;
    try {
      answer = AskPattern.ask(entity, command::apply, timeout, system.scheduler());
    } catch (RuntimeException e) { // the system has stopped
      answer = CompletableFuture.failedFuture(e);
    }
    return answer
        .thenCompose(
            told ->
                told.refusal() != null
                    ? CompletableFuture.<Result>completedFuture(new Refused(told.refusal()))
                    : seen(told.revision()).thenApply(heard -> heard ? shown(id, done) : unheard()))
        .exceptionally(failure -> unanswered());
  }

  private CompletionStage<Boolean> seen(long revision) {
    CompletableFuture<Boolean> reached = new CompletableFuture<>();
    view.tell(new StreamView.Await(revision, reached));
    return reached
        .completeOnTimeout(false, timeout.toMillis(), TimeUnit.MILLISECONDS)
        // Not on the view's own thread, which a waiting writer would stop.
        .thenApplyAsync(now -> now, system.executionContext());
  }

  private Result shown(String id, Function<KeyView, Result> done) {
    KeyState.Key key = state.key(id);
    return key == null ? unanswered() : done.apply(key.view());
  }

  @Override
  public boolean may(String actor) {
    KeyState.Key key = actor.startsWith(ACTOR) ? state.key(actor.substring(ACTOR.length())) : null;
    return key == null || key.view().inForce(clock.instant());
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private Refused unheard() {
    return new Refused(
        ErrorCode.CALL_DEADLINE
            .reject(
                "the change is made, but this node has not heard of it within "
                    + timeout
                    + " and goes by what it knew until it does")
            .withRemedy("List the keys until it shows; revoke one whose token you did not get"));
  }

  private static Refused unanswered() {
    return new Refused(
        ErrorCode.CALL_DEADLINE
            .reject("the keys did not answer in time; whether the change was made is not known")
            .withRemedy("List the keys, and revoke one whose token you did not get"));
  }

  @Override
  public @Nullable Caller owner(String token) {
    KeyState.Key key = matching(token);
    return key != null && key.view().inForce(clock.instant())
        ? new Caller(actor(key), Set.copyOf(key.view().scopes()))
        : null;
  }

  @Override
  public @Nullable String holder(String token) {
    KeyState.Key key = matching(token);
    return key == null ? null : actor(key);
  }

  private static String actor(KeyState.Key key) {
    return ACTOR + key.view().id();
  }

  private KeyState.@Nullable Key matching(String token) {
    int end = token.startsWith(PREFIX) ? token.indexOf('_', PREFIX.length()) : -1;
    KeyState.Key key = end < 0 ? null : state.key(token.substring(PREFIX.length(), end));
    boolean same =
        MessageDigest.isEqual(
            hash(token).getBytes(StandardCharsets.US_ASCII),
            (key == null ? NO_HASH : key.hash()).getBytes(StandardCharsets.US_ASCII));
    return same ? key : null;
  }

  private static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
