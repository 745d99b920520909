package io.kaicd.actors.audit;

import io.kaicd.contract.audit.Denial;
import io.kaicd.contract.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What it costs to count a denial, beside what each wrong token costs anyway: the hash that it is
 * compared by. Both in turns, in one JVM.
 *
 * <p>Arguments: rounds (7), denials a round and thread (2,000,000), threads (1).
 */
public final class DenialBenchmark {
  private static final String TOKEN = "kai_stranger_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

  private DenialBenchmark() {}

  private interface Work {
    int times(int times) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 7;
    int times = args.length > 1 ? Integer.parseInt(args[1]) : 2_000_000;
    int threads = args.length > 2 ? Integer.parseInt(args[2]) : 1;
    AuditCounters counters = new AuditCounters(256, Clock.systemUTC());
    List<Double> counted = new ArrayList<>();
    List<Double> hashed = new ArrayList<>();
    for (int round = -2; round < rounds; round++) {
      double count = nanos(threads, times, n -> count(counters, n));
      double hash = nanos(threads, times, DenialBenchmark::hash);
      counters.drain();
      if (round >= 0) {
        counted.add(count);
        hashed.add(hash);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d threads, median: count %.0f ns, hash %.0f ns, ratio %.2f%n",
        threads,
        median(counted),
        median(hashed),
        median(counted) / median(hashed));
  }

  private static double nanos(int threads, int times, Work work) throws Exception {
    long began = System.nanoTime();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(pool.submit(() -> work.times(times)));
      }
      for (Future<Integer> one : all) {
        if (one.get() == 0) {
          throw new IllegalStateException("nothing was done");
        }
      }
    }
    return (double) (System.nanoTime() - began) / times;
  }

  private static int count(AuditCounters counters, int times) {
    for (int i = 0; i < times; i++) {
      counters.denied(new Denial(ErrorCode.AUTH_INVALID, Denial.NOBODY, "listKeys"));
    }
    return times;
  }

  private static int hash(int times) throws Exception {
    int sum = 1;
    for (int i = 0; i < times; i++) {
      byte[] token = TOKEN.getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(token);
      sum += HexFormat.of().formatHex(hash).length();
    }
    return sum;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
