package io.kaicd.contract.redaction;

import org.jspecify.annotations.Nullable;

/**
 * One way in which a secret shows. It is asked at the places where its mark stands, and what it
 * reads there without finding anything is bounded, or read by it once only: that keeps a scan
 * linear.
 */
@FunctionalInterface
interface Shape {
  @Nullable Span at(String text, int at);
}
