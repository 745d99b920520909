package io.kaicd.actors.audit;

import com.typesafe.config.Config;
import java.time.Duration;

/** {@code kai.audit} of reference.conf. */
record AuditSettings(
    Duration every,
    Duration early,
    int most,
    boolean beginUses,
    Duration beginWait,
    Duration lastWrite) {
  static AuditSettings of(Config root) {
    Config config = root.getConfig("kai.audit");
    return new AuditSettings(
        config.getDuration("every"),
        config.getDuration("early"),
        config.getInt("most"),
        config.getBoolean("begin-uses"),
        config.getDuration("begin-wait"),
        config.getDuration("last-write"));
  }
}
