package io.kaicd.spi;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * @param method {@code GET}, {@code POST}, ...
 * @param headers without credentials: the host adds those
 * @param body empty for none; not to be changed afterwards
 * @param firstByteTimeout until the reply's head; the body's first part may come that late too
 * @param idleTimeout between two parts of the reply's body
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record EgressRequest(
    String method,
    URI uri,
    Map<String, String> headers,
    byte[] body,
    Duration firstByteTimeout,
    Duration idleTimeout) {
  public EgressRequest {
    headers = Map.copyOf(headers);
  }
}
