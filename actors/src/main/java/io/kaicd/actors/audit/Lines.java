package io.kaicd.actors.audit;

import io.kaicd.contract.audit.AuditLine.Denied;
import io.kaicd.contract.audit.AuditLine.Used;
import java.time.Instant;
import java.util.Optional;

/** Two lines about the same thing as one; nothing when they are about two. */
final class Lines {
  private Lines() {}

  static Optional<Denied> joined(Denied a, Denied b) {
    return a.code().equals(b.code())
            && a.actor().equals(b.actor())
            && a.operation().equals(b.operation())
        ? Optional.of(
            new Denied(
                a.code(),
                a.actor(),
                a.operation(),
                a.count() + b.count(),
                earlier(a.first(), b.first()),
                later(a.last(), b.last())))
        : Optional.empty();
  }

  static Optional<Used> joined(Used a, Used b) {
    return a.secret().equals(b.secret())
            && a.service().equals(b.service())
            && a.actor().equals(b.actor())
            && a.outcome().equals(b.outcome())
        ? Optional.of(
            new Used(
                a.secret(),
                a.service(),
                a.actor(),
                a.outcome(),
                a.count() + b.count(),
                earlier(a.first(), b.first()),
                later(a.last(), b.last())))
        : Optional.empty();
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isBefore(b) ? b : a;
  }
}
