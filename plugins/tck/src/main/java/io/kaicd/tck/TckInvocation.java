package io.kaicd.tck;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.version.SemVer;
import io.kaicd.spi.Invocation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One call of the kit's. */
final class TckInvocation implements Invocation {
  private final String callId = "c_" + UUID.randomUUID();
  private final String capability;
  private final SemVer contract;
  private final String operation;
  private final JsonNode input;
  private final Instant deadline;
  private final List<Runnable> actions = new ArrayList<>();
  private boolean cancelled;

  TckInvocation(
      String capability, SemVer contract, String operation, JsonNode input, Duration deadline) {
    this.capability = capability;
    this.contract = contract;
    this.operation = operation;
    this.input = input;
    this.deadline = Instant.now().plus(deadline);
  }

  void cancel() {
    List<Runnable> due;
    synchronized (actions) {
      cancelled = true;
      due = List.copyOf(actions);
      actions.clear();
    }
    due.forEach(Runnable::run);
  }

  @Override
  public String callId() {
    return callId;
  }

  @Override
  public String capability() {
    return capability;
  }

  @Override
  public SemVer contract() {
    return contract;
  }

  @Override
  public String operation() {
    return operation;
  }

  @Override
  public JsonNode input() {
    return input;
  }

  @Override
  public Instant deadline() {
    return deadline;
  }

  @Override
  public boolean cancelled() {
    synchronized (actions) {
      return cancelled;
    }
  }

  @Override
  public void onCancel(Runnable action) {
    synchronized (actions) {
      if (!cancelled) {
        actions.add(action);
        return;
      }
    }
    action.run();
  }

  @Override
  public void upstreamStatus(int status) {
    // The call's record is the host's.
  }
}
