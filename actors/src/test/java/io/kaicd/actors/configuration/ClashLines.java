package io.kaicd.actors.configuration;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What the log says of clashes, from when on this is made. */
final class ClashLines implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger(ClashLog.class);
  private final Level level = logger.getLevel();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  ClashLines() {
    lines.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(lines);
  }

  List<String> all() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Override
  public void close() {
    logger.detachAppender(lines);
    logger.setLevel(level);
  }
}
