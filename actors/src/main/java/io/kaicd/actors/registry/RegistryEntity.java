package io.kaicd.actors.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.journal.Anchor;
import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.SpaceGuard;
import io.kaicd.actors.registry.RegistryEvent.By;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.InstalledDefinition;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.WriteResult;
import io.kaicd.message.RegistryProtocol;
import io.kaicd.message.RegistryProtocol.Change;
import io.kaicd.message.RegistryProtocol.Changes;
import io.kaicd.message.RegistryProtocol.Command;
import io.kaicd.message.RegistryProtocol.Current;
import io.kaicd.message.RegistryProtocol.Done;
import io.kaicd.message.RegistryProtocol.Feed;
import io.kaicd.message.RegistryProtocol.Follow;
import io.kaicd.message.RegistryProtocol.ServiceEntry;
import io.kaicd.message.RegistryProtocol.Write;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The registry: one stream with one total order, kept by one node at a time. A write is decided,
 * sealed, persisted, anchored, and then acknowledged.
 */
final class RegistryEntity
    extends EventSourcedBehaviorWithEnforcedReplies<Command, SealedRecord, RegistryEntity.Sealed> {
  static final String STREAM = "registry";
  private static final int REMEMBERED = 1_000;
  private static final int PAGE = 100;
  private static final int PAGE_BYTES = 512 * 1024;

  private final RegistryDecider decider;
  private final Anchor anchor;
  private final Head anchored;
  private final SpaceGuard space;
  private final Clock clock;
  private final Consumer<Throwable> onBroken;
  private final Map<String, ActorRef<Feed>> followers = new HashMap<>();
  private final ArrayDeque<Change> recent = new ArrayDeque<>();

  /** The state with the head of the chain that it came from. */
  record Sealed(RegistryState state, Head head) {}

  /** What the entity stands on. */
  record Ground(
      RegistryDecider decider,
      Anchor anchor,
      SpaceGuard space,
      Clock clock,
      Consumer<Throwable> onBroken) {}

  static Behavior<Command> create(Ground ground) {
    return Behaviors.setup(context -> new RegistryEntity(ground));
  }

  private RegistryEntity(Ground ground) {
    super(PersistenceId.ofUniqueId(STREAM));
    this.decider = ground.decider();
    this.anchor = ground.anchor();
    this.anchored = ground.anchor().read();
    this.space = ground.space();
    this.clock = ground.clock();
    this.onBroken = ground.onBroken();
  }

  @Override
  public Sealed emptyState() {
    return new Sealed(RegistryState.EMPTY, Head.NONE);
  }

  @Override
  public CommandHandlerWithReply<Command, SealedRecord, Sealed> commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(Write.class, this::onWrite)
        .onCommand(Follow.class, this::onFollow)
        .build();
  }

  @Override
  public EventHandler<Sealed, SealedRecord> eventHandler() {
    return this::apply;
  }

  @Override
  public SignalHandler<Sealed> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecovered)
        .onSignal(RecoveryFailed.class, (state, failed) -> onBroken.accept(failed.getFailure()))
        .build();
  }

  private void onRecovered(Sealed sealed) {
    try {
      Anchor.check(STREAM, anchored, sealed.head());
      if (sealed.head().seq() > anchored.seq()) {
        anchor.write(sealed.head());
      }
    } catch (BrokenJournal e) {
      onBroken.accept(e);
      throw e;
    }
  }

  private Sealed apply(Sealed sealed, SealedRecord record) {
    Head head = record.follows(sealed.head());
    Anchor.checkSame(STREAM, anchored, head);
    RegistryEvent event;
    try {
      event = RegistryEventCodec.decode(record.manifest(), record.body());
    } catch (IllegalArgumentException e) {
      throw new BrokenJournal(STREAM, record.seq(), String.valueOf(e.getMessage()));
    }
    recent.addLast(new Change(record.manifest(), record.body()));
    if (recent.size() > REMEMBERED) {
      recent.removeFirst();
    }
    return new Sealed(sealed.state().apply(event), head);
  }

  private ReplyEffect<SealedRecord, Sealed> onWrite(Sealed sealed, Write write) {
    By by = new By(write.options().actor().id(), clock.instant());
    RegistryDecision decision =
        decider.decide(sealed.state(), write.write(), write.options(), write.origin(), by);
    return switch (decision) {
      case RegistryDecision.Refuse(Rejection rejection) -> refuse(write, rejection);
      case RegistryDecision.Unchanged _ -> {
        Done done = new Done(written(sealed, write.write(), false, false));
        yield Effect().reply(write.replyTo(), done);
      }
      case RegistryDecision.Accept accept when write.options().dryRun() -> {
        Done done = new Done(written(sealed, write.write(), accept.created(), true));
        yield Effect().reply(write.replyTo(), done);
      }
      case RegistryDecision.Accept accept -> {
        Optional<Rejection> noSpace = space.refusal();
        yield noSpace.isPresent() ? refuse(write, noSpace.get()) : persist(sealed, write, accept);
      }
    };
  }

  private ReplyEffect<SealedRecord, Sealed> refuse(Write write, Rejection rejection) {
    return Effect().reply(write.replyTo(), new Done(new WriteResult.Refused(rejection)));
  }

  private ReplyEffect<SealedRecord, Sealed> persist(
      Sealed sealed, Write write, RegistryDecision.Accept accept) {
    SealedRecord record =
        SealedRecord.seal(
            sealed.head(),
            STREAM,
            RegistryEventCodec.manifest(accept.event()),
            RegistryEventCodec.encode(accept.event()));
    return Effect()
        .persist(record)
        .thenRun(
            (Sealed now) -> {
              anchor.write(now.head());
              Changes changes =
                  new Changes(
                      now.head().seq() - 1, List.of(new Change(record.manifest(), record.body())));
              followers.values().forEach(follower -> follower.tell(changes));
            })
        .thenReply(
            write.replyTo(), now -> new Done(written(now, write.write(), accept.created(), true)));
  }

  private static WriteResult written(
      Sealed sealed, RegistryWrite write, boolean created, boolean changed) {
    String service =
        switch (write) {
          case RegistryWrite.PutService w -> w.id();
          case RegistryWrite.QuarantineService w -> w.id();
          case RegistryWrite.ReleaseService w -> w.id();
          case RegistryWrite.RemoveService _,
              RegistryWrite.InstallDefinition _,
              RegistryWrite.RemoveDefinition _ ->
              "";
        };
    ServiceEntry entry = sealed.state().services().get(service);
    return new WriteResult.Written(
        sealed.state().revision(), entry == null ? 0 : entry.generation(), created, changed);
  }

  private ReplyEffect<SealedRecord, Sealed> onFollow(Sealed sealed, Follow follow) {
    followers.put(follow.node(), follow.follower());
    long head = sealed.state().revision();
    long behind = head - follow.from();
    if (behind == 0) {
      follow.follower().tell(new Current(head));
    } else if (behind > 0 && behind <= recent.size()) {
      List<Change> all = new ArrayList<>(recent);
      follow
          .follower()
          .tell(
              new Changes(
                  follow.from(), List.copyOf(all.subList(all.size() - (int) behind, all.size()))));
    } else {
      pages(sealed.state()).forEach(follow.follower()::tell);
    }
    return Effect().noReply();
  }

  private static List<RegistryProtocol.Page> pages(RegistryState state) {
    List<RegistryProtocol.Page> pages = new ArrayList<>();
    List<JsonNode> documents = new ArrayList<>();
    int bytes = 0;
    for (var versions : state.definitions().values()) {
      for (InstalledDefinition definition : versions.values()) {
        int size = Json.bytes(definition.document()).length;
        if (bytes + size > PAGE_BYTES && !documents.isEmpty()) {
          pages.add(page(state, pages.size(), documents, List.of()));
          documents = new ArrayList<>();
          bytes = 0;
        }
        documents.add(definition.document());
        bytes += size;
      }
    }
    List<ServiceEntry> services = List.copyOf(state.services().values());
    for (int i = 0; i < services.size(); i += PAGE) {
      pages.add(
          page(
              state,
              pages.size(),
              List.of(),
              services.subList(i, Math.min(services.size(), i + PAGE))));
    }
    pages.add(
        new RegistryProtocol.Page(
            state.revision(), pages.size(), true, List.copyOf(documents), List.of()));
    return pages;
  }

  private static RegistryProtocol.Page page(
      RegistryState state, int index, List<JsonNode> documents, List<ServiceEntry> services) {
    return new RegistryProtocol.Page(
        state.revision(), index, false, List.copyOf(documents), List.copyOf(services));
  }
}
