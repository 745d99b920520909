package io.kaicd.contract.configuration;

import io.kaicd.contract.call.Caller;
import io.kaicd.contract.redaction.Redaction;
import io.kaicd.contract.registry.WriteOptions.Precondition;

/**
 * @param precondition on the profile that is changed; its generation is the profile's version
 * @param reason why, for those who read the history; may be empty; what looks like a secret in it
 *     reaches no event
 * @param dryRun checks all and changes nothing
 */
public record ChangeOptions(
    Caller actor, Precondition precondition, String reason, boolean dryRun) {
  public ChangeOptions {
    reason = Redaction.redacted(reason);
  }
}
