package io.kaicd.actors.keys;

import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.message.KeyProtocol;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorSystem;

/** One of every message of the keys that crosses nodes. */
public final class KeyMessages {
  static final Caller OWNER = new Caller("owner", Set.of(Caller.ADMIN));

  private KeyMessages() {}

  /** By the name of its golden file. */
  public static Map<String, Object> all(ActorSystem<?> system) {
    Map<String, Object> messages = new TreeMap<>();
    messages.put(
        "make",
        new KeyProtocol.Make(
            "app", "ab", List.of("call:llm_chat"), null, OWNER, system.deadLetters()));
    messages.put(
        "make-expiring",
        new KeyProtocol.Make(
            "app", "ab", List.of("read"), Instant.EPOCH, OWNER, system.deadLetters()));
    messages.put("revoke", new KeyProtocol.Revoke("app", OWNER, system.deadLetters()));
    messages.put("done", new KeyProtocol.Done(3, null));
    messages.put("done-refused", new KeyProtocol.Done(3, ErrorCode.KEY_UNKNOWN.reject("no")));
    return messages;
  }
}
