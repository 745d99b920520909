package io.kaicd.contract.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.version.VersionRange;

/**
 * One call, decoded and not yet validated. The input's ownership moves with the request: nobody
 * changes it afterwards.
 *
 * @param contract the versions of the capability's contract that the caller accepts
 * @param inputBytes the length of the JSON that the input was parsed from
 * @param cause who caused it: the caller, or the caller of the call that it is part of
 */
public record CallRequest(
    Target target,
    String capability,
    String operation,
    VersionRange contract,
    JsonNode input,
    int inputBytes,
    Caller caller,
    String cause) {
  /** A call that is part of no other. */
  public CallRequest(
      Target target,
      String capability,
      String operation,
      VersionRange contract,
      JsonNode input,
      int inputBytes,
      Caller caller) {
    this(target, capability, operation, contract, input, inputBytes, caller, caller.id());
  }
}
