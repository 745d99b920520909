package io.kaicd.contract.audit;

/**
 * Takes note of what leaves no event of its own. Both methods only count: they neither block nor
 * fail, may be called by any thread, and hold a bounded number of counters, whatever they are told.
 * What was counted reaches the journal a moment later, many at once.
 */
public interface Audit {
  /** Counts nothing: for a door that stands before there is a journal. */
  Audit NONE =
      new Audit() {
        @Override
        public void denied(Denial denial) {}

        @Override
        public void used(SecretUse use) {}
      };

  void denied(Denial denial);

  void used(SecretUse use);
}
