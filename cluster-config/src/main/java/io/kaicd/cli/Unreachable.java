package io.kaicd.cli;

/** No node was reached. */
final class Unreachable extends Exception {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  Unreachable(String message, String remedy) {
    super(message);
    this.remedy = remedy;
  }

  String remedy() {
    return remedy;
  }
}
