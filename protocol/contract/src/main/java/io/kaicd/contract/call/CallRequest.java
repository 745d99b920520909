package io.kaicd.contract.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.version.VersionRange;

/**
 * One call, decoded and not yet validated. The input's ownership moves with the request: nobody
 * changes it afterwards.
 *
 * @param contract the versions of the capability's contract that the caller accepts
 * @param inputBytes the length of the JSON that the input was parsed from
 */
public record CallRequest(
    Target target,
    String capability,
    String operation,
    VersionRange contract,
    JsonNode input,
    int inputBytes,
    Caller caller) {}
