package io.kaicd.actors.calls;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.cluster.ServiceShards;
import io.kaicd.actors.host.Deadlines;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.message.ServiceProtocol;
import io.kaicd.message.ServiceProtocol.Answer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.apache.pekko.stream.SourceRef;
import org.apache.pekko.stream.javadsl.AsPublisher;
import org.apache.pekko.stream.javadsl.JavaFlowSupport;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Sends calls to other nodes and takes their answers, through one actor a node. When a node is
 * lost, what waits for it is told at once.
 */
final class RemoteSender {
  private record Waiting(UnderWay<?> call, String entity) {}

  private final ActorSystem<?> system;
  private final ActorRef<ShardingEnvelope<ServiceProtocol.Command>> region;
  private final Deadlines deadlines;
  private final ActorRef<Answer> inbox;
  private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();

  RemoteSender(
      ActorSystem<?> system,
      ActorRef<ShardingEnvelope<ServiceProtocol.Command>> region,
      Deadlines deadlines) {
    this.system = system;
    this.region = region;
    this.deadlines = deadlines;
    this.inbox = system.systemActorOf(answers(), "kai-answers", Props.empty());
  }

  void send(UnderWay<?> call, ServiceView service) {
    long left = TimeUnit.NANOSECONDS.toMillis(call.deadline() - System.nanoTime());
    String entity = ServiceShards.entityId(service, call.info().node());
    waiting.put(call.callId(), new Waiting(call, entity));
    deadlines.add(call);
    region.tell(
        new ShardingEnvelope<>(
            entity,
            new ServiceProtocol.Invoke(
                call.callId(),
                service.id(),
                service.generation(),
                call.request().capability(),
                call.contract().version().toString(),
                call.request().operation(),
                call.stream(),
                System.currentTimeMillis() + left,
                left,
                call.request().cause(),
                call.request().caller().local(),
                call.request().input(),
                inbox)));
  }

  void cancel(UnderWay<?> call) {
    Waiting at = waiting.get(call.callId());
    if (at != null) {
      region.tell(new ShardingEnvelope<>(at.entity(), new ServiceProtocol.Cancel(call.callId())));
    }
  }

  /** The call has ended; nothing more is expected. */
  void forget(UnderWay<?> call) {
    waiting.remove(call.callId());
    deadlines.remove(call);
  }

  private Behavior<Answer> answers() {
    Behavior<Answer> answers =
        Behaviors.receive(Answer.class)
            .onMessage(
                Answer.class,
                answer -> {
                  answered(answer);
                  return Behaviors.same();
                })
            .build();
    return Behaviors.setup(
        actor -> {
          ActorRef<ClusterEvent.MemberEvent> events =
              actor.spawn(
                  Behaviors.receive(ClusterEvent.MemberEvent.class)
                      .onMessage(
                          ClusterEvent.MemberRemoved.class,
                          gone -> {
                            lost(gone.member());
                            return Behaviors.same();
                          })
                      .onAnyMessage(other -> Behaviors.same())
                      .build(),
                  "members");
          Cluster.get(actor.getSystem())
              .subscriptions()
              .tell(Subscribe.create(events, ClusterEvent.MemberEvent.class));
          return answers;
        });
  }

  private void lost(Member member) {
    String node = NodeIdentity.ofRoles(member.getRoles()).id();
    waiting.values().stream()
        .map(Waiting::call)
        .filter(call -> call.info().node().equals(node) && !call.opened())
        .forEach(
            call ->
                call.failed(
                    ErrorCode.SERVICE_FAILED.reject("node " + node + " left during the call"),
                    true,
                    0));
  }

  private void answered(Answer answer) {
    Waiting at = waiting.get(answer.callId());
    switch (answer) {
      case ServiceProtocol.Answered(String _, var output, int status) when at != null -> {
        at.call().upstream(status);
        at.call().answered(output);
      }
      case ServiceProtocol.Refused(String _, var rejection, boolean ran, int status)
          when at != null ->
          at.call().failed(rejection, ran, status);
      case ServiceProtocol.Opened(String _, SourceRef<Frame> frames) when at != null ->
          at.call().framesFrom(publisher(frames));
      case ServiceProtocol.Opened(String _, SourceRef<Frame> frames) ->
          frames.getSource().runWith(Sink.cancelled(), system);
      default -> {} // too late, its caller has been answered
    }
  }

  /** A remote stream whose end is always in band, even when its node is lost. */
  private Flow.Publisher<Frame> publisher(SourceRef<Frame> ref) {
    AtomicLong chunks = new AtomicLong();
    return ref.getSource()
        .map(
            frame -> {
              if (frame instanceof Frame.Data(var some)) {
                chunks.addAndGet(some.size());
              }
              return frame;
            })
        .recoverWithRetries(
            1,
            Throwable.class,
            () ->
                Source.single(
                    new Frame.Rejected(
                        chunks.get(),
                        ErrorCode.UPSTREAM_CUT.reject("the node that served the stream was lost"))))
        .runWith(JavaFlowSupport.Sink.asPublisher(AsPublisher.WITHOUT_FANOUT), system);
  }
}
