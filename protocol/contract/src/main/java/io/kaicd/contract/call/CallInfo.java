package io.kaicd.contract.call;

/**
 * Where a call went. All but the id are empty when it was refused before a service was chosen.
 *
 * @param contract {@code capability/version}
 */
public record CallInfo(String callId, String service, String node, String contract) {
  public static CallInfo nowhere(String callId) {
    return new CallInfo(callId, "", "", "");
  }
}
