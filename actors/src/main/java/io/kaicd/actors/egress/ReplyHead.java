package io.kaicd.actors.egress;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The status line and headers of a reply. Read strictly: RFC 9112, without its tolerances. */
final class ReplyHead {
  private final int status;
  private final boolean http11;
  private final List<String> names;
  private final List<String> values;

  private ReplyHead(int status, boolean http11, List<String> names, List<String> values) {
    this.status = status;
    this.http11 = http11;
    this.names = names;
    this.values = values;
  }

  /**
   * @param from where the status line begins
   * @param to after the empty line
   */
  static ReplyHead parse(byte[] bytes, int from, int to) {
    int lineEnd = lineEnd(bytes, from, to);
    String line = text(bytes, from, lineEnd);
    boolean formed =
        line.length() >= 12
            && line.startsWith("HTTP/1.")
            && line.charAt(8) == ' '
            && digits(line, 9, 12)
            && (line.length() == 12 || line.charAt(12) == ' ');
    if (!formed || line.charAt(9) == '0') {
      throw invalid("does not speak HTTP/1.1");
    }
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    int at = next(bytes, lineEnd);
    while (true) {
      lineEnd = lineEnd(bytes, at, to);
      if (lineEnd == at) {
        break;
      }
      int colon = at;
      while (colon < lineEnd && bytes[colon] != ':') {
        if (bytes[colon] <= ' ') { // a folded line, or a space before the colon
          throw invalid("sent a header that is not one");
        }
        colon++;
      }
      if (colon == lineEnd || colon == at) {
        throw invalid("sent a header that is not one");
      }
      names.add(text(bytes, at, colon));
      values.add(text(bytes, colon + 1, lineEnd).strip());
      at = next(bytes, lineEnd);
    }
    int status = Integer.parseInt(line, 9, 12, 10);
    return new ReplyHead(status, line.charAt(7) != '0', names, values);
  }

  int status() {
    return status;
  }

  Optional<String> header(String name) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        return Optional.of(values.get(i));
      }
    }
    return Optional.empty();
  }

  private List<String> all(String name) {
    List<String> found = new ArrayList<>(1);
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        found.add(values.get(i));
      }
    }
    return found;
  }

  /** Whether the connection may be used again after the body. */
  boolean keepsAlive() {
    return http11
        && all("connection").stream()
            .noneMatch(value -> value.toLowerCase(Locale.ROOT).contains("close"));
  }

  /** How the body ends. What two readers could see differently is refused. */
  BodyDecoder body(boolean toHead) {
    List<String> coding = all("transfer-encoding");
    List<String> lengths = all("content-length");
    if (toHead || status < 200 || status == 204 || status == 304) {
      return BodyDecoder.ofLength(0);
    }
    if (!coding.isEmpty()) {
      if (coding.size() > 1 || !coding.getFirst().equalsIgnoreCase("chunked")) {
        throw invalid("sent a transfer coding other than chunked");
      }
      if (!lengths.isEmpty()) {
        throw invalid("sent both a length and a transfer coding");
      }
      return BodyDecoder.chunked();
    }
    if (lengths.isEmpty()) {
      return BodyDecoder.untilClose();
    }
    String length = lengths.getFirst();
    boolean one = lengths.stream().allMatch(length::equals);
    if (!one || length.isEmpty() || length.length() > 18 || !digits(length, 0, length.length())) {
      throw invalid("sent a content length that is not one");
    }
    return BodyDecoder.ofLength(Long.parseLong(length));
  }

  static RejectedException invalid(String what) {
    return ErrorCode.UPSTREAM_INVALID.reject("the upstream " + what).asException();
  }

  private static boolean digits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** The end of the line's text, before CR LF or LF. */
  private static int lineEnd(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        return i > from && bytes[i - 1] == '\r' ? i - 1 : i;
      }
    }
    throw invalid("sent a header that is not one");
  }

  private static int next(byte[] bytes, int lineEnd) {
    return bytes[lineEnd] == '\r' ? lineEnd + 2 : lineEnd + 1;
  }
}
