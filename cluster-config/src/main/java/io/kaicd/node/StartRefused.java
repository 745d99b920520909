package io.kaicd.node;

/** Why a node does not start, and what to do about it; printed as it is, without a stack trace. */
public final class StartRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  public StartRefused(String message, String remedy) {
    super(message, null, false, false);
    this.remedy = remedy;
  }

  public String remedy() {
    return remedy;
  }
}
