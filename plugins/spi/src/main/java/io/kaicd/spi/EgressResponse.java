package io.kaicd.spi;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * A reply whose head has arrived. Its body must be read or cancelled, once, by one of the three.
 */
public interface EgressResponse {
  int status();

  /** The first value of a header, whatever the case of its name. */
  Optional<String> header(String name);

  /**
   * The body as it comes, with back-pressure to the upstream's socket; it fails with {@code
   * upstream.cut} or {@code upstream.timeout}.
   */
  Flow.Publisher<ByteBuffer> body();

  /**
   * The body whole.
   *
   * @return fails with {@code reply.too-large} past the limit
   */
  CompletionStage<byte[]> bytes(int limit);

  /** Closes the connection without reading on. */
  void cancel();
}
