package io.kaicd.contract.redaction;

import java.util.function.UnaryOperator;

/** What {@link Redaction} costs a line of a log, beside a plain copy of it. */
final class RedactionBenchmark {
  private static final int WARM = 300_000;
  private static final int COUNT = 500_000;
  private static final int ROUNDS = 7;

  private static int seen; // keeps the work from being left out

  private RedactionBenchmark() {}

  public static void main(String[] args) {
    String line =
        "2026-11-23 17:30:05,123 WARN  i.k.a.host.Supervision gpu goes into back-off after 3 failures in"
            + " 20 s: upstream.unreachable: http://gpu.lan:8000/v1 refused the connection; next try in"
            + " 12 s, call=c_01J9";
    String found = line.replace("call=c_01J9", "key=k9" + "Zz81".repeat(8));
    UnaryOperator<String> copy = text -> new String(text.toCharArray());
    measure("plain copy", copy, line);
    System.out.printf("%d characters%n", line.length());
    for (int round = 0; round < ROUNDS; round++) {
      double plain = measure("plain copy", copy, line);
      double clean = measure("redacted, nothing found", Redaction::redacted, line);
      double hidden = measure("redacted, one found", Redaction::redacted, found);
      System.out.printf(
          "plain copy %.0f ns, nothing found %.0f ns (%.1fx), one found %.0f ns (%.1fx)%n",
          plain, clean, clean / plain, hidden, hidden / plain);
    }
    System.out.println(seen);
  }

  private static double measure(String name, UnaryOperator<String> work, String text) {
    for (int i = 0; i < WARM; i++) {
      seen += work.apply(text).length() + name.length();
    }
    long began = System.nanoTime();
    for (int i = 0; i < COUNT; i++) {
      seen += work.apply(text).length();
    }
    return (System.nanoTime() - began) / (double) COUNT;
  }
}
