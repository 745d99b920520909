package io.kaicd.spi;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.version.SemVer;
import java.time.Instant;

/** One call, as a plugin sees it. */
public interface Invocation {
  /** For the plugin's own log. */
  String callId();

  String capability();

  /** The version of the capability's contract that the definition implements. */
  SemVer contract();

  String operation();

  /** Valid by the operation's input schema. */
  JsonNode input();

  /** When the host stops waiting. */
  Instant deadline();

  /** Whether the caller has left or the deadline has passed: work on is wasted. */
  boolean cancelled();

  /** Runs once when the call is cancelled, at once if it already is; on a thread of the host's. */
  void onCancel(Runnable action);

  /** Notes the upstream's HTTP status in the call's record. */
  void upstreamStatus(int status);
}
