package io.kaicd.actors.calls;

import io.kaicd.contract.call.CallLog;
import io.kaicd.contract.call.CallRecord;
import io.kaicd.message.CborSerializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/** One a node: answers other nodes from this node's ring, and knows where the others are. */
final class CallLogActor {
  sealed interface Message {}

  record Recent(
      boolean failedOnly, String service, String capability, int limit, ActorRef<Found> replyTo)
      implements Message, CborSerializable {}

  record Find(String callId, ActorRef<Found> replyTo) implements Message, CborSerializable {}

  record Found(List<CallRecord> calls) implements CborSerializable {}

  private record Others(Receptionist.Listing listing) implements Message {}

  private static final ServiceKey<Message> KEY = ServiceKey.create(Message.class, "kai-call-log");

  private CallLogActor() {}

  /**
   * @param others is told of all nodes' logs but this one's, whenever they change
   */
  static Behavior<Message> create(CallRing ring, Consumer<Set<ActorRef<Message>>> others) {
    return Behaviors.setup(
        actor -> {
          ActorRef<Message> self = actor.getSelf();
          var receptionist = actor.getSystem().receptionist();
          receptionist.tell(Receptionist.register(KEY, self));
          receptionist.tell(
              Receptionist.subscribe(
                  KEY, actor.messageAdapter(Receptionist.Listing.class, Others::new)));
          return Behaviors.receive(Message.class)
              .onMessage(
                  Message.class,
                  message -> {
                    switch (message) {
                      case Recent ask ->
                          ask.replyTo()
                              .tell(
                                  new Found(
                                      ring.recent(
                                          new CallLog.Filter(
                                              ask.failedOnly(), ask.service(), ask.capability()),
                                          ask.limit())));
                      case Find(String callId, ActorRef<Found> replyTo) ->
                          replyTo.tell(new Found(ring.find(callId).stream().toList()));
                      case Others(Receptionist.Listing listing) -> {
                        Set<ActorRef<Message>> all =
                            new HashSet<>(listing.getServiceInstances(KEY));
                        all.remove(self);
                        others.accept(Set.copyOf(all));
                      }
                    }
                    return Behaviors.same();
                  })
              .build();
        });
  }
}
