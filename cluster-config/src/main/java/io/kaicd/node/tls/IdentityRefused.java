package io.kaicd.node.tls;

/** Why a certificate or a key is not taken, and what to do about it; no part of a key in it. */
public final class IdentityRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  IdentityRefused(String message, String remedy) {
    super(message, null, false, false);
    this.remedy = remedy;
  }

  public String remedy() {
    return remedy;
  }
}
