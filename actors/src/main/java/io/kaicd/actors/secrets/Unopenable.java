package io.kaicd.actors.secrets;

/** A box that does not open: another key, another place, or other bytes. Which is not known. */
final class Unopenable extends Exception {
  private static final long serialVersionUID = 1L;

  Unopenable(String message) {
    super(message);
  }
}
