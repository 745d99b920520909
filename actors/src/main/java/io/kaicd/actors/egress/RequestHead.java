package io.kaicd.actors.egress;

import io.kaicd.contract.definition.HostHeaders;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.spi.EgressRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes a request's head. */
final class RequestHead {
  private RequestHead() {}

  /** To be overwritten after its use: it carries the credentials. */
  static byte[] write(EgressRequest request, URI uri, List<Credential> credentials) {
    HeadBytes head = new HeadBytes();
    head.text(request.method()).text(" ");
    target(head, uri, credentials);
    head.text(" HTTP/1.1").line().text("host: ").text(uri.getRawAuthority()).line();
    boolean agent = false;
    boolean encoding = false;
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (credentials.stream().noneMatch(c -> c.header() && c.name().equals(name))) {
        head.text(name).text(": ").text(header.getValue()).line();
      }
      agent |= name.equals("user-agent");
      encoding |= name.equals("accept-encoding");
    }
    if (!agent) {
      head.text("user-agent: kai").line();
    }
    if (!encoding) {
      head.text("accept-encoding: identity").line();
    }
    for (Credential credential : credentials) {
      if (credential.header()) {
        head.text(credential.name()).text(": ").bytes(credential.sent()).line();
      }
    }
    boolean bodyless = request.body().length == 0 && isSafe(request.method());
    if (!bodyless) {
      head.text("content-length: ").text(String.valueOf(request.body().length)).line();
    }
    return head.line().taken();
  }

  private static void target(HeadBytes head, URI uri, List<Credential> credentials) {
    head.text(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath());
    char separator = '?';
    if (uri.getRawQuery() != null) {
      head.text("?").text(uri.getRawQuery());
      separator = '&';
    }
    for (Credential credential : credentials) {
      if (!credential.header()) {
        head.text(separator + credential.name() + "=").bytes(credential.sent());
        separator = '&';
      }
    }
  }

  static boolean isSafe(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }

  /**
   * @throws RejectedException {@code egress.refused} for a method or a header that is the host's
   *     own or that would break out of its line
   */
  static void check(EgressRequest request) {
    if (!token(request.method()) || request.method().equals("CONNECT")) {
      throw refused("the request's method is not one");
    }
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (!token(name) || value.chars().anyMatch(RequestHead::control)) {
                throw refused("a request header is not one");
              }
              if (HostHeaders.contains(name)) {
                throw refused("the header '" + name + "' is the host's to send");
              }
            });
  }

  private static RejectedException refused(String message) {
    return ErrorCode.EGRESS_REFUSED
        .reject(message)
        .withRemedy("The plugin is at fault: tell its author")
        .asException();
  }

  private static boolean control(int c) {
    return (c < ' ' && c != '\t') || c == 0x7f || c > 0xff;
  }

  private static boolean token(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(
                c ->
                    (c >= '0' && c <= '9')
                        || (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }
}
