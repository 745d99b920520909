package io.kaicd.contract.secret;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * After how long an open vault closes by itself, counted from its opening or from the last change
 * to it. {@code never} and {@code at-restart} have no such time; they differ at a restart, where a
 * vault whose root is a file or a variable opens itself with {@code never} and stays locked with
 * {@code at-restart}.
 */
public enum AutoLock {
  AFTER_1("1"),
  AFTER_5("5"),
  AFTER_15("15"),
  AFTER_30("30"),
  AFTER_60("60"),
  AFTER_120("120"),
  AFTER_240("240"),
  AFTER_480("480"),
  AFTER_1440("1440"),
  NEVER("never"),
  AT_RESTART("at-restart");

  private final String text;

  AutoLock(String text) {
    this.text = text;
  }

  public static Optional<AutoLock> of(String text) {
    for (AutoLock each : values()) {
      if (each.text.equals(text)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static @Nullable AutoLock ofOrNull(String text) {
    return of(text).orElse(null);
  }

  /** Minutes, {@code never} or {@code at-restart}. */
  @JsonValue
  public String text() {
    return text;
  }

  /** Nothing where no time closes it. */
  public Optional<Duration> after() {
    return Character.isDigit(text.charAt(0))
        ? Optional.of(Duration.ofMinutes(Long.parseLong(text)))
        : Optional.empty();
  }

  /** Whether a root that is at hand opens the vault at a start. */
  public boolean opensAtStart() {
    return this != AT_RESTART;
  }
}
