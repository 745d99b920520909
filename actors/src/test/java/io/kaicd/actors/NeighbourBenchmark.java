package io.kaicd.actors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.management.OperatingSystemMXBean;
import io.kaicd.actors.trial.Inputs;
import io.kaicd.actors.trial.SickPlugin;
import io.kaicd.actors.trial.Sickness;
import io.kaicd.actors.trial.TrialContract;
import io.kaicd.actors.trial.TrialNode;
import io.kaicd.actors.trial.TrialRegistry;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ReplicaStatus;
import io.kaicd.contract.registry.ServiceView;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/**
 * What a sick service costs its neighbours: {@code NeighbourBenchmark [seconds a phase] [rounds]
 * [sickness]...}. The neighbours' calls come at a quarter of what the host can do, whether it keeps
 * up or not, and their time counts from when they were due. A quiet phase goes before each sick
 * one, since the machine's own speed changes.
 */
public final class NeighbourBenchmark {
  private static final List<String> NEIGHBOURS = List.of("n1", "n2", "n3", "n4");
  private static final int WINDOW = 32;
  private static final int KILLS = 100;
  // Calls come in a burst a tick: to wait for each of them would cost more than the call does.
  private static final Duration TICK = Duration.ofMillis(1);
  private static final Duration BETWEEN_SICK_CALLS = Duration.ofMillis(50);
  // What a node has; the trial node is quicker.
  private static final String AS_SHIPPED =
      """
      kai.host { back-off.first = 200ms, threads.stuck-grace = 3s, status-interval = 5s
        health { interval = 10s, timeout = 5s } }
      """;

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final int seconds;
  private final TrialRegistry registry = new TrialRegistry();
  private final SickPlugin plugin = new SickPlugin();
  private final TrialNode node;
  private final CallRequest[] requests;
  private final Times times = new Times();

  private NeighbourBenchmark(int seconds, Path folder) {
    this.seconds = seconds;
    this.node = TrialNode.start(TrialNode.central("one"), registry, plugin, folder, AS_SHIPPED);
    this.requests =
        NEIGHBOURS.stream()
            .map(id -> Inputs.call(id, "tell", Inputs.of("echo", "hello", 1)))
            .toArray(CallRequest[]::new);
    NEIGHBOURS.forEach(this::serve);
  }

  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    ((Logger) LoggerFactory.getLogger("io.kaicd.actors.host")).setLevel(Level.OFF);
    List<Sickness> sick =
        arguments.length > 2
            ? Arrays.stream(arguments).skip(2).map(Sickness::valueOf).toList()
            : List.of(Sickness.values());
    NeighbourBenchmark benchmark =
        new NeighbourBenchmark(seconds, Files.createTempDirectory("kai-bench"));
    try (TrialNode _ = benchmark.node) {
      benchmark.run(rounds, sick);
    }
  }

  private void run(int rounds, List<Sickness> sick) throws InterruptedException {
    capacity(); // warms up
    double capacity = capacity();
    double rate = capacity / 4;
    System.out.printf(
        "capacity %,.0f calls/s (%d at once on %d services); neighbours at %,.0f/s, %d s a phase%n",
        capacity, WINDOW, NEIGHBOURS.size(), rate, seconds);
    load(rate, CompletableFuture.completedFuture(null)); // the open loop warms up as well
    System.out.printf(
        "%-10s %9s %9s %6s %6s  %-16s %-62s %s%n",
        "sickness", "quiet us", "beside us", "ratio", "bound", "cores (+others)", "marked", "host");
    Map<Sickness, List<Double>> ratios = new EnumMap<>(Sickness.class);
    for (int round = 0; round < rounds; round++) {
      for (Sickness sickness : sick) {
        double ratio = beside(sickness, "sick-" + round + "-" + sickness.slug(), rate);
        ratios.computeIfAbsent(sickness, _ -> new ArrayList<>()).add(ratio);
      }
    }
    ratios.forEach(
        (sickness, all) -> {
          double median = all.stream().sorted().toList().get(all.size() / 2);
          System.out.printf(
              "%s: %.2f, median of %d, bound %.1f: %s%n",
              sickness,
              median,
              all.size(),
              bound(sickness),
              median <= bound(sickness) ? "kept" : "NOT KEPT");
        });
  }

  /** A loop takes a core, which nobody can take back. */
  private static double bound(Sickness sickness) {
    return sickness == Sickness.LOOP ? 2.5 : 1.5;
  }

  private double beside(Sickness sickness, String id, double rate) throws InterruptedException {
    Load quiet = load(rate, CompletableFuture.completedFuture(null));
    serve(id);
    Patient patient = new Patient(sickness, id);
    registry.at("one").subscribe(patient::look);
    CompletableFuture<Void> ill = new CompletableFuture<>();
    Thread calls =
        Thread.ofVirtual()
            .name("patient")
            .start(
                () -> {
                  try {
                    patient.live();
                    ill.complete(null);
                  } catch (Throwable e) {
                    ill.completeExceptionally(e);
                  }
                });
    // A loop or a flood has no end of its own; the kills have to come to theirs.
    Load beside =
        load(rate, sickness == Sickness.CRASH ? ill : CompletableFuture.completedFuture(null));
    patient.over = true;
    plugin.heal();
    calls.join();
    ill.join();
    double ratio = (double) beside.p99() / quiet.p99();
    System.out.printf(
        "%-10s %9.0f %9.0f %6.2f %6.1f  %4.1f+%3.1f %4.1f+%3.1f  %-62s %s%n",
        sickness,
        (double) quiet.p99(),
        (double) beside.p99(),
        ratio,
        bound(sickness),
        quiet.cores(),
        quiet.others(),
        beside.cores(),
        beside.others(),
        patient.summary(),
        quiet.wrong() + beside.wrong() == 0 && answers()
            ? "all answered"
            : "NOT ANSWERED: " + (quiet.wrong() + beside.wrong()));
    registry.remove(id);
    return ratio;
  }

  private boolean answers() {
    return NEIGHBOURS.stream()
        .map(id -> TrialNode.output(node.ask(id, "echo", id)).path("text").asText())
        .toList()
        .equals(NEIGHBOURS);
  }

  private void serve(String id) {
    registry.put(id, TrialContract.definition("1.0.0", ""), "{\"definition\":\"trial\"}");
    registry.awaitReplica(id, replica -> replica.phase() == Phase.READY);
  }

  // --- the neighbours ----------------------------------------------------------------------------

  /** Counts by the microsecond, so that what is measured is not the collector of what measures. */
  private static final class Times {
    private static final int LONGEST = 1_000_000;
    private final AtomicIntegerArray counts = new AtomicIntegerArray(LONGEST + 1);

    void clear() {
      for (int i = 0; i <= LONGEST; i++) {
        counts.set(i, 0);
      }
    }

    void add(long nanos) {
      counts.incrementAndGet((int) Math.min(nanos / 1_000, LONGEST));
    }

    long p99() {
      long all = 0;
      for (int i = 0; i <= LONGEST; i++) {
        all += counts.get(i);
      }
      long over = all / 100;
      int at = LONGEST;
      for (long seen = counts.get(at); seen <= over && at > 0; seen += counts.get(at)) {
        at--;
      }
      return at;
    }
  }

  /**
   * @param p99 microseconds
   * @param wrong calls that were not answered, or not with what was to be answered
   * @param cores what this process took of the machine
   * @param others what the rest of the machine took
   */
  private record Load(long p99, int wrong, double cores, double others) {}

  /** Calls a second, each made when another has ended. */
  private double capacity() throws InterruptedException {
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    AtomicInteger count = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(WINDOW);
    for (int i = 0; i < WINDOW; i++) {
      next(i, end, count, done);
    }
    done.await();
    return count.get() / ((System.nanoTime() - start) / 1e9);
  }

  private void next(int i, long end, AtomicInteger count, CountDownLatch done) {
    if (System.nanoTime() - end >= 0) {
      done.countDown();
      return;
    }
    var _ =
        call(i)
            .thenAccept(
                reply -> {
                  TrialNode.output(reply);
                  count.incrementAndGet();
                  next(i + 1, end, count, done);
                });
  }

  private CompletionStage<Reply.Unary> call(int i) {
    return node.calls().unary(requests[i % requests.length]).reply();
  }

  /** Calls at a steady rate for a phase, or for longer until the other is over. */
  private Load load(double rate, CompletableFuture<?> other) throws InterruptedException {
    int least = (int) (rate * seconds);
    times.clear();
    AtomicInteger wrong = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    int burst = (int) Math.max(1, Math.round(rate * TICK.toNanos() / 1e9));
    double gap = burst * 1e9 / rate;
    SYSTEM.getCpuLoad(); // counts from here
    long cpu = SYSTEM.getProcessCpuTime();
    long start = System.nanoTime();
    int sent = 0;
    while (sent < least || (sent < 10 * least && !other.isDone())) {
      int bursts = sent / burst;
      long due = start + (long) (bursts * gap);
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      var _ =
          call(sent++)
              .whenComplete(
                  (reply, failure) -> {
                    times.add(System.nanoTime() - due);
                    boolean right =
                        reply instanceof Reply.Output(var _, var output)
                            && output.path("text").asText().equals("hello");
                    if (!right) {
                      wrong.incrementAndGet();
                    }
                    ended.incrementAndGet();
                  });
    }
    for (int i = 0; i < 1_000 && ended.get() < sent; i++) {
      Thread.sleep(10);
    }
    double cores = (SYSTEM.getProcessCpuTime() - cpu) / (double) (System.nanoTime() - start);
    double others = SYSTEM.getCpuLoad() * SYSTEM.getAvailableProcessors() - cores;
    return new Load(times.p99(), wrong.get() + sent - ended.get(), cores, others);
  }

  // --- the sick one ------------------------------------------------------------------------------

  /** Calls the sick service again and again, and notes what becomes of it. */
  private final class Patient {
    private final Sickness sickness;
    private final String id;
    private final long since = System.nanoTime();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger quarantines = new AtomicInteger();
    private volatile String answer = "no answer";
    private volatile String mark = "NOT MARKED";
    private volatile boolean over;

    Patient(Sickness sickness, String id) {
      this.sickness = sickness;
      this.id = id;
    }

    void live() throws InterruptedException {
      if (sickness == Sickness.CRASH) {
        for (int i = 0; i < KILLS; i++) {
          int before = plugin.starts.get();
          ask();
          startsAgain(before);
        }
        return;
      }
      while (!over) {
        ask();
        if (sickness == Sickness.LOOP) {
          return; // one thread that loops is enough
        }
        Thread.sleep(BETWEEN_SICK_CALLS);
      }
    }

    /** Waits for a start after so many, and takes it out of quarantine for that. */
    private void startsAgain(int before) {
      registry.await(view -> started(view, before) || quarantined(view));
      if (quarantined(registry.view())) {
        quarantines.incrementAndGet();
        registry.release(id);
        registry.await(view -> started(view, before));
      }
    }

    private boolean started(RegistryView view, int before) {
      return plugin.starts.get() > before
          && TrialRegistry.replicas(view, id).stream().anyMatch(at -> at.phase() == Phase.READY);
    }

    private boolean quarantined(RegistryView view) {
      ServiceView now = view.service(id);
      return now != null && now.quarantined();
    }

    private void ask() {
      calls.incrementAndGet();
      ErrorCode code = sickness.bringOut(node, id);
      if (answer.equals("no answer")) {
        answer = code.text() + after();
      }
    }

    void look(RegistryView view) {
      if (!mark.equals("NOT MARKED") || over) {
        return;
      }
      for (ReplicaStatus replica : TrialRegistry.replicas(view, id)) {
        boolean rests = !replica.breaker().equals("closed");
        if (replica.phase() != Phase.READY || rests || replica.abandoned() > 0) {
          mark =
              replica.phase().toString().toLowerCase(Locale.ROOT)
                  + (rests ? ", breaker " + replica.breaker() : "")
                  + (replica.abandoned() > 0 ? ", threads given up" : "")
                  + after();
        }
      }
    }

    private String after() {
      return " %.2f s".formatted((System.nanoTime() - since) / 1e9);
    }

    String summary() {
      return "%s; %s; %d calls%s"
          .formatted(
              answer,
              mark,
              calls.get(),
              quarantines.get() == 0 ? "" : ", %d quarantines".formatted(quarantines.get()));
    }
  }
}
