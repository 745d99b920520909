package io.kaicd.node;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.kaicd.contract.redaction.Redaction;
import java.nio.charset.StandardCharsets;

/**
 * Writes the lines of the log, named in logback.xml. An event is redacted when it has become text,
 * so that nothing of it gets past: neither arguments nor MDC nor what the exceptions of a driver
 * say, at any level.
 */
public final class RedactingEncoder extends PatternLayoutEncoder {
  @Override
  public byte[] encode(ILoggingEvent event) {
    return Redaction.redacted(layout.doLayout(event)).getBytes(StandardCharsets.UTF_8);
  }
}
