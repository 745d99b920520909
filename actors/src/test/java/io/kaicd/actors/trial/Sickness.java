package io.kaicd.actors.trial;

import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.error.ErrorCode;
import java.util.Locale;

/** What may be wrong with a plugin, and the call that brings it out. */
public enum Sickness {
  /** Its code is not there: the replica is not trusted with another call and starts anew. */
  CRASH("tell", false),
  /** It never returns, whatever it is told. */
  LOOP("brief", false),
  /** It publishes whether anybody asks or not, and goes on after it was cancelled. */
  FLOOD("tell", true),
  /** It streams a gigabyte, as it is asked to, where its operation ends at 8 MiB. */
  GIGABYTE("tell", true),
  /** It answers 16 MiB where 8 are the cap. */
  TOO_LARGE("tell", false);

  private final String operation;
  private final boolean stream;

  Sickness(String operation, boolean stream) {
    this.operation = operation;
    this.stream = stream;
  }

  /** As part of a service's id. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Calls a service so that it falls sick; what comes is taken at once. Gives the call's end. */
  public ErrorCode bringOut(TrialNode node, String service) {
    CallRequest request = Inputs.call(service, operation, Inputs.of(name(), "", 0));
    if (!stream) {
      return TrialNode.code(node.unary(request));
    }
    return switch (TrialNode.get(node.calls().stream(request).reply())) {
      case Reply.Refused(var _, var rejection) -> rejection.code();
      case Reply.Opened(var _, var frames) -> {
        FrameProbe probe = new FrameProbe();
        frames.subscribe(probe);
        probe.request(Long.MAX_VALUE / 2);
        yield TrialNode.rejected(probe.drain().end());
      }
    };
  }
}
