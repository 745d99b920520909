package io.kaicd.contract.call;

/** What a call is addressed to. */
public sealed interface Target {
  Target ANY = new AnyService();

  /** Whichever service the router finds. */
  record AnyService() implements Target {}

  /** This service and no other. */
  record OneService(String service) implements Target {}
}
