package io.kaicd.actors.egress;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.version.SemVer;
import io.kaicd.spi.Invocation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A call as the host makes it. */
final class Asking implements Invocation {
  private final String capability;
  private final String operation;
  private final JsonNode input;
  private final List<Runnable> actions = new ArrayList<>();
  private boolean cancelled;
  volatile int status;

  Asking(String capability, String operation, String input) {
    this.capability = capability;
    this.operation = operation;
    this.input = Json.parse(input);
  }

  static Asking chat() {
    return new Asking(
        "llm_chat",
        "chat",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
  }

  @Override
  public String callId() {
    return "c_1";
  }

  @Override
  public String capability() {
    return capability;
  }

  @Override
  public SemVer contract() {
    return SemVer.of("1.0.0");
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
    return Instant.now().plusSeconds(60);
  }

  @Override
  public synchronized boolean cancelled() {
    return cancelled;
  }

  @Override
  public void onCancel(Runnable action) {
    synchronized (this) {
      if (!cancelled) {
        actions.add(action);
        return;
      }
    }
    action.run();
  }

  void cancel() {
    List<Runnable> all;
    synchronized (this) {
      cancelled = true;
      all = List.copyOf(actions);
      actions.clear();
    }
    all.forEach(Runnable::run);
  }

  @Override
  public void upstreamStatus(int seen) {
    status = seen;
  }
}
