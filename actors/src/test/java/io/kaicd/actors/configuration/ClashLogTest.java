package io.kaicd.actors.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ClashLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(ClashLog.class);
  private final Level level = logger.getLevel();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(lines);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(lines);
    logger.setLevel(level);
  }

  @Test
  void each_clash_is_told_once_and_its_end_too() {
    ClashLog log = new ClashLog();

    log.look(List.of("one", "two"));
    log.look(List.of("one", "two"));
    log.look(List.of("two", "three"));

    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "the environment clashes with the configuration: one",
            "the environment clashes with the configuration: two",
            "the environment clashes with the configuration: three",
            "the environment no longer clashes: one");
  }
}
