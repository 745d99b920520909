package io.kaicd.actors.egress;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.spi.EgressRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes a request's head. */
final class RequestHead {
  private static final Set<String> OF_THE_HOST =
      Set.of(
          "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection");

  private RequestHead() {}

  static byte[] write(EgressRequest request, URI uri, List<Credentials.Sent> credentials) {
    StringBuilder head = new StringBuilder(512);
    head.append(request.method()).append(' ');
    target(head, uri, credentials);
    head.append(" HTTP/1.1\r\nhost: ").append(uri.getRawAuthority()).append("\r\n");
    boolean agent = false;
    boolean encoding = false;
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (credentials.stream().noneMatch(c -> c.header() && c.name().equals(name))) {
        head.append(name).append(": ").append(header.getValue()).append("\r\n");
      }
      agent |= name.equals("user-agent");
      encoding |= name.equals("accept-encoding");
    }
    if (!agent) {
      head.append("user-agent: kai\r\n");
    }
    if (!encoding) {
      head.append("accept-encoding: identity\r\n");
    }
    for (Credentials.Sent credential : credentials) {
      if (credential.header()) {
        head.append(credential.name()).append(": ").append(credential.text()).append("\r\n");
      }
    }
    boolean bodyless = request.body().length == 0 && isSafe(request.method());
    if (!bodyless) {
      head.append("content-length: ").append(request.body().length).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void target(StringBuilder head, URI uri, List<Credentials.Sent> credentials) {
    head.append(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath());
    char separator = '?';
    if (uri.getRawQuery() != null) {
      head.append('?').append(uri.getRawQuery());
      separator = '&';
    }
    for (Credentials.Sent credential : credentials) {
      if (!credential.header()) {
        head.append(separator).append(credential.parameter());
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
              if (OF_THE_HOST.contains(name.toLowerCase(Locale.ROOT))) {
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
