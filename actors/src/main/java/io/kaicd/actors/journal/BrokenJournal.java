package io.kaicd.actors.journal;

/** A journal does not hold; names the stream and the first record that does not. */
public final class BrokenJournal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BrokenJournal(String stream, long record, String what) {
    super("the journal's stream '" + stream + "' is broken at record " + record + ": " + what);
  }
}
