package io.kaicd.actors.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.egress.Behalf;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.capability.CapabilityContract;
import io.kaicd.contract.capability.Operation;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.version.SemVer;
import io.kaicd.message.ServiceProtocol;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.SourceRef;
import org.apache.pekko.stream.javadsl.JavaFlowSupport;
import org.apache.pekko.stream.javadsl.StreamRefs;
import org.jspecify.annotations.Nullable;

/** Calls that came in by another node: made into work here, their answers sent back. */
final class RemoteCalls {
  /** What clocks of two nodes may differ by before a call counts as one that waited too long. */
  private static final long CLOCKS_MILLIS = 30_000;

  private final HostParts parts;
  private final ActorSystem<?> system;
  private final Map<String, Work> underWay = new ConcurrentHashMap<>();

  RemoteCalls(HostParts parts, ActorSystem<?> system) {
    this.parts = parts;
    this.system = system;
  }

  /** The work that a message asks for; nothing when it has been refused. */
  @Nullable Work accept(ServiceProtocol.Invoke call) {
    Answers answers = new Answers(call.callId(), call.replyTo());
    if (System.currentTimeMillis() > call.expires() + CLOCKS_MILLIS) {
      answers.refuse(ErrorCode.CALL_DEADLINE.reject("the call waited too long on its way"));
      return null;
    }
    SemVer version = SemVer.of(call.contract());
    CapabilityContract contract = parts.catalog().find(call.capability(), version);
    Operation operation = contract == null ? null : contract.operation(call.operation());
    if (operation == null) {
      answers.refuse(
          ErrorCode.CONTRACT_UNSUPPORTED.reject(
              "node " + parts.node().id() + " does not know " + call.capability() + "/" + version));
      return null;
    }
    Work work =
        new Work(
            call.callId(),
            call.service(),
            call.generation(),
            version,
            operation,
            call.input(),
            call.stream() ? Work.Kind.REMOTE_STREAM : Work.Kind.UNARY,
            System.nanoTime() + call.allowance() * 1_000_000,
            new Behalf(call.cause(), call.local(), System.nanoTime()),
            answers,
            parts.deadlines());
    underWay.put(call.callId(), work);
    if (work.over()) {
      underWay.remove(call.callId());
    }
    return work;
  }

  void cancel(String callId) {
    Work work = underWay.get(callId);
    if (work != null) {
      work.cancel();
    }
  }

  private final class Answers implements Outcome {
    private final String callId;
    private final ActorRef<ServiceProtocol.Answer> to;

    Answers(String callId, ActorRef<ServiceProtocol.Answer> to) {
      this.callId = callId;
      this.to = to;
    }

    void refuse(Rejection rejection) {
      to.tell(new ServiceProtocol.Refused(callId, rejection, false, 0));
    }

    @Override
    public void output(JsonNode output, Work work) {
      int most = parts.settings().wireLimit();
      if (WireSize.of(output, most) > most) {
        Rejection tooLarge =
            ErrorCode.REPLY_TOO_LARGE
                .reject("the reply is past the " + most + " bytes that pass between nodes")
                .withRemedy("Ask for less, stream it, or call the node that runs the service");
        to.tell(new ServiceProtocol.Refused(callId, tooLarge, true, work.upstreamStatus()));
      } else {
        to.tell(new ServiceProtocol.Answered(callId, output, work.upstreamStatus()));
      }
    }

    @Override
    public void opened(Flow.Publisher<Frame> frames, Work work) {
      SourceRef<Frame> ref =
          JavaFlowSupport.Source.fromPublisher(frames).runWith(StreamRefs.sourceRef(), system);
      to.tell(new ServiceProtocol.Opened(callId, ref));
    }

    @Override
    public void refused(Rejection rejection, boolean ran, Work work) {
      to.tell(new ServiceProtocol.Refused(callId, rejection, ran, work.upstreamStatus()));
    }

    @Override
    public void over(Work work) {
      underWay.remove(callId);
    }
  }
}
