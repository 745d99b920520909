package io.kaicd.contract.audit;

/** Takes note of what leaves no event of its own. Its methods may be called by any thread. */
public interface Audit {
  /** Notes nothing: for a door that stands before there is a journal. */
  Audit NONE =
      new Audit() {
        @Override
        public void denied(Denial denial) {}

        @Override
        public void begin(SecretUser user) {}

        @Override
        public void used(SecretUse use) {}
      };

  /**
   * Only counts: it neither blocks nor fails, and holds a bounded number of counters, whatever it
   * is told. What was counted reaches the journal a while later, many at once.
   */
  void denied(Denial denial);

  /**
   * To be called before a secret is used. It returns at once when the journal has heard of this
   * user lately, and else waits until it has.
   *
   * @throws io.kaicd.contract.error.RejectedException {@code storage.full}, {@code
   *     storage.unavailable}: the secret must not be used
   */
  void begin(SecretUser user);

  /** Only counts, as {@link #denied}. */
  void used(SecretUse use);
}
