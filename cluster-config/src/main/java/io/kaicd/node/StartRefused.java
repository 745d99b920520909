package io.kaicd.node;

import io.kaicd.contract.redaction.Redaction;

/** Why a node does not start, and what to do about it; printed as it is, without a stack trace. */
public final class StartRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  public StartRefused(String message, String remedy) {
    super(Redaction.redacted(message), null, false, false); // a driver may quote its URL
    this.remedy = Redaction.redacted(remedy);
  }

  public String remedy() {
    return remedy;
  }
}
