package io.kaicd.http.resource;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.http.endpoint.RequestHead;

/**
 * If-Match and If-None-Match; an ETag is the generation of a service, or the version of a profile
 * or secret, in quotes.
 */
final class Preconditions {
  private Preconditions() {}

  static Precondition of(RequestHead head) {
    String match = head.ifMatch();
    String noneMatch = head.ifNoneMatch();
    if (match != null && noneMatch != null) {
      throw malformed("If-Match and If-None-Match exclude each other");
    }
    if (noneMatch != null) {
      if (!noneMatch.strip().equals("*")) {
        throw malformed("If-None-Match is only understood as *");
      }
      return new Precondition.Absent();
    }
    return match == null ? Precondition.NONE : new Precondition.Generation(generation(match));
  }

  private static long generation(String etag) {
    String text = etag.strip();
    if (text.length() > 2 && text.startsWith("\"") && text.endsWith("\"")) {
      try {
        return Long.parseLong(text.substring(1, text.length() - 1));
      } catch (NumberFormatException e) {
        // said below
      }
    }
    throw malformed("If-Match is no ETag of this resource");
  }

  private static RuntimeException malformed(String message) {
    return ErrorCode.REQUEST_MALFORMED
        .reject(message)
        .withRemedy("Send If-Match with the ETag as it was read, or If-None-Match: *")
        .asException();
  }
}
