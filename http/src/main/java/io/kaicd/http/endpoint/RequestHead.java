package io.kaicd.http.endpoint;

import org.apache.pekko.http.scaladsl.model.HttpHeader;
import org.apache.pekko.http.scaladsl.model.HttpRequest;
import org.apache.pekko.http.scaladsl.model.headers.Host;
import org.jspecify.annotations.Nullable;

/** The headers that the door reads, taken in one pass; absent ones are null. */
public final class RequestHead {
  private @Nullable Host host;
  private @Nullable String authorization;
  private @Nullable String origin;
  private @Nullable String accept;
  private @Nullable String contentEncoding;
  private @Nullable String ifMatch;
  private @Nullable String ifNoneMatch;
  private boolean repeated;
  private boolean expectsContinue;

  RequestHead(HttpRequest request) {
    var headers = request.headers().iterator();
    while (headers.hasNext()) {
      read(headers.next());
    }
  }

  private void read(HttpHeader header) {
    switch (header.lowercaseName()) {
      case "host" -> {
        repeated |= host != null;
        host = header instanceof Host modelled ? modelled : null;
      }
      case "authorization" -> {
        repeated |= authorization != null;
        authorization = header.value();
      }
      case "origin" -> {
        repeated |= origin != null;
        origin = header.value();
      }
      case "accept" -> accept = accept == null ? header.value() : accept + "," + header.value();
      case "content-encoding" -> contentEncoding = header.value();
      case "expect" -> expectsContinue = true;
      case "if-match" -> ifMatch = header.value();
      case "if-none-match" -> ifNoneMatch = header.value();
      default -> {}
    }
  }

  /** Whether a header that decides about access is there twice. */
  public boolean repeated() {
    return repeated;
  }

  /** Whether the client waits to be told to send its body. */
  public boolean expectsContinue() {
    return expectsContinue;
  }

  public @Nullable Host host() {
    return host;
  }

  public @Nullable String authorization() {
    return authorization;
  }

  public @Nullable String origin() {
    return origin;
  }

  public @Nullable String accept() {
    return accept;
  }

  public @Nullable String contentEncoding() {
    return contentEncoding;
  }

  public @Nullable String ifMatch() {
    return ifMatch;
  }

  public @Nullable String ifNoneMatch() {
    return ifNoneMatch;
  }
}
