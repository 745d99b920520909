package io.kaicd.redaction;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A node's log file, by the configuration that it ships with, at DEBUG. */
final class LogSink implements UnaryOperator<String> {
  private final BiConsumer<Logger, String> write;
  private @Nullable Logger logger;
  private Path file = Path.of("");
  private int read;

  /**
   * @param write one event
   */
  LogSink(BiConsumer<Logger, String> write) {
    this.write = write;
  }

  @Override
  public String apply(String text) {
    try {
      write.accept(open(), text);
      String all = Files.readString(file);
      String added = all.substring(read);
      read = all.length();
      return added;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JoranException e) {
      throw new IllegalStateException(e);
    }
  }

  private Logger open() throws IOException, JoranException {
    if (logger != null) {
      return logger;
    }
    file = Files.createTempFile("kai", ".log");
    file.toFile().deleteOnExit();
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.putProperty("kai.log", file.toString());
    context.putProperty("kai.loglevel", "DEBUG");
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Objects.requireNonNull(LogSink.class.getResource("/logback.xml")));
    Logger opened = context.getLogger("org.apache.pekko.actor.DeadLetterListener");
    if (opened.getEffectiveLevel() != Level.DEBUG) {
      throw new IllegalStateException("the log is not at DEBUG");
    }
    logger = opened;
    return opened;
  }
}
