package io.kaicd.actors.calls;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.call.CallRecord;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.call.Usage;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.message.ServiceProtocol;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.StreamRefResolver;

/** One of every message of calls that crosses nodes. */
public final class CallMessages {
  private static final String ID = "0197c0de-0000-7000-8000-000000000001";
  private static final JsonNode JSON =
      Json.parse(
          """
          {"text":"gr\u00fc\u00df dich","n":3,"large":5000000000,"real":0.25,"yes":true,"none":null,
           "list":[1,-1,"x"],"empty":{}}""");

  private CallMessages() {}

  /** By the name of its golden file. */
  public static Map<String, Object> all(ActorSystem<?> system) {
    Map<String, Object> messages = new TreeMap<>();
    service(messages, system);
    log(messages, system);
    messages.put("frame/data", new Frame.Data(List.of(JSON, Json.parse("{\"n\":1}"))));
    messages.put("frame/completed", new Frame.Completed(41, new Usage(7, 40, "stop")));
    messages.put("frame/rejected", new Frame.Rejected(5, rejection()));
    return messages;
  }

  private static void service(Map<String, Object> messages, ActorSystem<?> system) {
    messages.put("service/start", new ServiceProtocol.Start("gpu"));
    messages.put("service/ping", new ServiceProtocol.Ping(ID, system.deadLetters()));
    for (boolean stream : List.of(false, true)) {
      messages.put(
          "service/invoke-" + (stream ? "stream" : "unary"),
          new ServiceProtocol.Invoke(
              ID,
              "gpu",
              3,
              "llm_chat",
              "1.2.0",
              "chat",
              stream,
              1_767_323_045_678L,
              30_000,
              "", // as nodes wrote it that told nothing of the caller
              false,
              JSON,
              system.deadLetters()));
    }
    messages.put(
        "service/invoke-local",
        new ServiceProtocol.Invoke(
            ID,
            "gpu",
            3,
            "llm_chat",
            "1.2.0",
            "chat",
            false,
            1_767_323_045_678L,
            30_000,
            "key:home",
            true,
            JSON,
            system.deadLetters()));
    messages.put("service/cancel", new ServiceProtocol.Cancel(ID));
    messages.put("service/hand-off", new ServiceProtocol.HandOff());
    messages.put("service/pong", new ServiceProtocol.Pong(ID));
    messages.put("service/answered", new ServiceProtocol.Answered(ID, JSON, 200));
    messages.put(
        "service/opened",
        new ServiceProtocol.Opened(
            ID,
            StreamRefResolver.get(system)
                .resolveSourceRef("pekko://golden/system/Materializers/StreamSupervisor-0/$$a")));
    messages.put("service/refused", new ServiceProtocol.Refused(ID, rejection(), true, 503));
    messages.put(
        "service/refused-plain",
        new ServiceProtocol.Refused(ID, ErrorCode.SERVICE_STARTING.reject("it starts"), false, 0));
  }

  private static void log(Map<String, Object> messages, ActorSystem<?> system) {
    messages.put(
        "call-log/recent",
        new CallLogActor.Recent(true, "gpu", "llm_chat", 50, system.deadLetters()));
    messages.put("call-log/find", new CallLogActor.Find(ID, system.deadLetters()));
    messages.put(
        "call-log/found",
        new CallLogActor.Found(
            List.of(
                new CallRecord(
                    ID,
                    Instant.parse("2026-01-02T03:04:05.678Z"),
                    "llm_chat",
                    "chat",
                    "llm_chat/1.2.0",
                    "stream",
                    "gpu",
                    "rack",
                    "laptop",
                    "k1",
                    "failed",
                    2,
                    503,
                    1_000,
                    2_000,
                    300,
                    41,
                    7,
                    40,
                    "upstream.cut",
                    "cut",
                    "Try again"))));
  }

  private static Rejection rejection() {
    return ErrorCode.UPSTREAM_CUT
        .reject("the upstream went away")
        .withRemedy("Try again")
        .withFault(new Fault("/text", "type", "string", "number"));
  }
}
