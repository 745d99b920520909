package io.kaicd.http.resource;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.version.SemVer;
import io.kaicd.contract.version.VersionRange;
import java.util.regex.Pattern;

/** Names in paths and queries, checked before they are used. */
final class PathNames {
  private static final int LONGEST = 63;
  private static final Pattern SECRET = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  private PathNames() {}

  /** The id of a definition, a service or a node. */
  static String id(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && i > 0);
      if (!fine) {
        throw badId();
      }
    }
    if (text.isEmpty() || text.length() > LONGEST) {
      throw badId();
    }
    return text;
  }

  /** The name of a secret. */
  static String secret(String text) {
    if (!SECRET.matcher(text).matches()) {
      throw ErrorCode.REQUEST_MALFORMED
          .reject("the name in the path is no name of a secret")
          .withRemedy("A name is 1 to 63 of a-z, 0-9, '.', '_' and '-', and starts with a-z or 0-9")
          .asException();
    }
    return text;
  }

  private static RejectedException badId() {
    return ErrorCode.REQUEST_MALFORMED
        .reject("the id in the path is no id")
        .withRemedy("An id is 1 to 63 of a-z, 0-9 and -, and does not start with -")
        .asException();
  }

  static SemVer version(String text, ErrorCode otherwise) {
    try {
      return SemVer.of(text);
    } catch (IllegalArgumentException e) {
      throw otherwise
          .reject("the version in the path is no semantic version")
          .withRemedy("Write it as 1.2.3")
          .asException();
    }
  }

  static VersionRange range(String text) {
    if (text.isEmpty()) {
      return VersionRange.ANY;
    }
    try {
      return VersionRange.of(text);
    } catch (IllegalArgumentException e) {
      throw ErrorCode.RANGE_INVALID.reject("'contract' is no version range").asException();
    }
  }
}
