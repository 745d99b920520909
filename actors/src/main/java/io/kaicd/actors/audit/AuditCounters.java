package io.kaicd.actors.audit;

import io.kaicd.contract.audit.AuditLine;
import io.kaicd.contract.audit.Denial;
import io.kaicd.contract.audit.SecretUse;
import io.kaicd.contract.audit.SecretUser;
import java.time.Clock;
import java.util.List;

/** What was denied and used on this node since it was last written down. */
final class AuditCounters {
  private static final String OTHER = "other";
  private static final SecretUser OTHERS = new SecretUser(OTHER, OTHER, OTHER);

  private final Tally<Denial> denials;
  private final Tally<SecretUse> uses;
  private final Bell denied = new Bell();
  private final Bell used = new Bell();

  /** What came together, to be written together. */
  record Counts(List<AuditLine.Denied> denials, List<AuditLine.Used> uses) {
    boolean none() {
      return denials.isEmpty() && uses.isEmpty();
    }
  }

  /**
   * @param most different denials, and as many different uses; those past it are told apart by
   *     their code alone
   */
  AuditCounters(int most, Clock clock) {
    this.denials = new Tally<>(most, denial -> new Denial(denial.code(), OTHER, OTHER), clock);
    this.uses = new Tally<>(most, use -> new SecretUse(OTHERS, use.outcome()), clock);
  }

  void denied(Denial denial) {
    denials.add(denial);
    denied.ring();
  }

  void used(SecretUse use) {
    uses.add(use);
    used.ring();
  }

  /** Whom to tell of the first denial, and of the first use, after each {@link #drain}. */
  void listen(Runnable onDenial, Runnable onUse) {
    denied.listen(onDenial);
    used.listen(onUse);
  }

  boolean none() {
    return denials.isEmpty() && uses.isEmpty();
  }

  Counts drain() {
    denied.set(); // first, so that what is not drained now is heard of
    used.set();
    return new Counts(
        denials.drain().stream().map(AuditCounters::line).toList(),
        uses.drain().stream().map(AuditCounters::use).toList());
  }

  private static AuditLine.Denied line(Tally.Counted<Denial> counted) {
    Denial what = counted.what();
    return new AuditLine.Denied(
        what.code().text(),
        what.actor(),
        what.operation(),
        counted.count(),
        counted.first(),
        counted.last());
  }

  private static AuditLine.Used use(Tally.Counted<SecretUse> counted) {
    SecretUse what = counted.what();
    return new AuditLine.Used(
        what.user().secret(),
        what.user().service(),
        what.user().actor(),
        what.outcome(),
        counted.count(),
        counted.first(),
        counted.last());
  }
}
