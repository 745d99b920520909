package io.kaicd.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.error.Rejection;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.stream.SourceRef;

/** What a service's sharded entity takes from other nodes, and what it answers. */
public interface ServiceProtocol {

  sealed interface Command extends CborSerializable {}

  /** Runs what the registry says of this service; it is sent again until a replica reports. */
  record Start(String service) implements Command {}

  /** Asks whether the entity can be reached at all. */
  record Ping(String callId, ActorRef<Answer> replyTo) implements Command {}

  /**
   * A call that its entry node has validated.
   *
   * @param contract the version of the capability's contract that the input is valid by
   * @param expires in milliseconds since 1970, when the call is no longer wanted; it catches a
   *     message that waited, so it need not be exact between clocks
   * @param allowance milliseconds that it may take
   * @param cause who caused it; empty from a node that does not tell, whose calls then count as the
   *     service's own
   * @param local whether it must stay in the house; a node that does not tell has seen to it before
   *     it sent the call
   */
  record Invoke(
      String callId,
      String service,
      long generation,
      String capability,
      String contract,
      String operation,
      boolean stream,
      long expires,
      long allowance,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) String cause,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean local,
      JsonNode input,
      ActorRef<Answer> replyTo)
      implements Command {
    public Invoke {
      cause = Objects.requireNonNullElse(cause, "");
    }
  }

  /** The caller has left. */
  record Cancel(String callId) implements Command {}

  /** The shard moves to another node: finish and stop. */
  record HandOff() implements Command {}

  sealed interface Answer extends CborSerializable {
    String callId();
  }

  record Pong(String callId) implements Answer {}

  /**
   * @param upstreamStatus the upstream's HTTP status, 0 for none
   */
  record Answered(String callId, JsonNode output, int upstreamStatus) implements Answer {}

  /** A stream that waits to be read. Its last element is a {@link Frame.Terminal}. */
  record Opened(String callId, SourceRef<Frame> frames) implements Answer {}

  /**
   * @param ran whether the plugin has seen the call; if not, any node may try again
   */
  record Refused(String callId, Rejection rejection, boolean ran, int upstreamStatus)
      implements Answer {}
}
