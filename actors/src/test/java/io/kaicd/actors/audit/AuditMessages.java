package io.kaicd.actors.audit;

import io.kaicd.contract.audit.AuditLine;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.message.AuditProtocol;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

/** One of every message of the audit that crosses nodes. */
public final class AuditMessages {
  static final Instant FROM = Instant.parse("2026-01-02T03:04:05.678Z");
  static final Instant TO = Instant.parse("2026-01-02T03:05:05.678Z");

  private AuditMessages() {}

  /** By the name of its golden file. */
  public static Map<String, Object> all(ActorSystem<?> system) {
    Map<String, Object> messages = new TreeMap<>();
    messages.put("keep", keep(1, List.of(denied(3)), List.of(used(2)), system.deadLetters()));
    messages.put("begin", begin(system.deadLetters()));
    messages.put("done", new AuditProtocol.Done(3, null));
    messages.put(
        "done-refused", new AuditProtocol.Done(3, ErrorCode.STORAGE_FULL.reject("no room")));
    return messages;
  }

  static AuditProtocol.Keep keep(
      long number,
      List<AuditLine.Denied> denials,
      List<AuditLine.Used> uses,
      ActorRef<AuditProtocol.Done> replyTo) {
    return new AuditProtocol.Keep("laptop", "run-1", number, FROM, TO, denials, uses, replyTo);
  }

  static AuditProtocol.Begin begin(ActorRef<AuditProtocol.Done> replyTo) {
    return new AuditProtocol.Begin("laptop", FROM, "openai", "gpu", "key:app", replyTo);
  }

  static AuditLine.Denied denied(long count) {
    return denied("auth.invalid", count, FROM);
  }

  static AuditLine.Denied denied(String code, long count, Instant at) {
    return new AuditLine.Denied(code, "nobody", "listKeys", count, at, at.plusSeconds(1));
  }

  static AuditLine.Used used(long count) {
    return new AuditLine.Used("openai", "gpu", "key:app", "sent", count, FROM, TO);
  }
}
