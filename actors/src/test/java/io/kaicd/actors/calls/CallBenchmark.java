package io.kaicd.actors.calls;

import io.kaicd.actors.trial.Inputs;
import io.kaicd.actors.trial.TrialContract;
import io.kaicd.actors.trial.TrialNode;
import io.kaicd.actors.trial.TrialPlugin;
import io.kaicd.actors.trial.TrialRegistry;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Frame;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.call.Target;
import io.kaicd.contract.registry.Phase;
import io.kaicd.contract.version.VersionRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Measures a node's own part of a call; prints a line a figure. */
public final class CallBenchmark {
  private static final int ROUTES = 2_000_000;
  private static final int CALLS = 200_000;
  private static final int WINDOW = 32;
  private static final int CHUNKS = 200_000;
  private static final int STREAMS = 2_000;
  private static final int RATE = 20;
  private static final int SECONDS = 10;

  private CallBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("kai-bench");
    TrialRegistry registry = new TrialRegistry();
    TrialPlugin plugin = new TrialPlugin();
    try (TrialNode node =
        TrialNode.start(
            TrialNode.central("one"),
            registry,
            plugin,
            folder,
            "kai.host.status-interval = 5s, kai.host.health.interval = 10s")) {
      registry.put("a", TrialContract.definition("1.0.0", ""), "{\"definition\":\"trial\"}");
      registry.awaitReplica("a", replica -> replica.phase() == Phase.READY);
      routing(registry);
      for (int i = 0; i < 3; i++) {
        unary(node, 1);
        unary(node, WINDOW);
      }
      for (int i = 0; i < 3; i++) {
        frames(node);
      }
      paced(node, plugin);
    }
  }

  private static void routing(TrialRegistry registry) {
    Routing routing = new Routing("one", new Contracts(TrialContract.catalog()));
    Target target = new Target.OneService("a");
    int found = 0;
    for (int round = 0; round < 4; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < ROUTES; i++) {
        Target to = (i & 1) == 0 ? target : Target.ANY;
        Route route =
            routing.route(registry.view(), to, "trial", VersionRange.ANY, "", "", "", false);
        found += route instanceof Route.To ? 1 : 0;
      }
      print("routing decision, ns", (System.nanoTime() - start) / (double) ROUTES);
    }
    if (found != 4 * ROUTES) {
      throw new IllegalStateException("not all routed");
    }
  }

  private static void unary(TrialNode node, int window) throws InterruptedException {
    CallRequest request = Inputs.call("a", "tell", Inputs.of("echo", "hello", 1));
    CountDownLatch done = new CountDownLatch(window);
    AtomicInteger left = new AtomicInteger(CALLS);
    AtomicInteger failed = new AtomicInteger();
    long start = System.nanoTime();
    for (int i = 0; i < window; i++) {
      next(node, request, left, failed, done);
    }
    done.await();
    double seconds = (System.nanoTime() - start) / 1e9;
    print("unary calls/s, " + window + " at once (" + failed + " failed)", CALLS / seconds);
  }

  private static void next(
      TrialNode node,
      CallRequest request,
      AtomicInteger left,
      AtomicInteger failed,
      CountDownLatch done) {
    if (left.getAndDecrement() <= 0) {
      done.countDown();
      return;
    }
    var _ =
        node.calls()
            .unary(request)
            .reply()
            .thenAccept(
                reply -> {
                  if (!(reply instanceof Reply.Output)) {
                    failed.incrementAndGet();
                  }
                  next(node, request, left, failed, done);
                });
  }

  private static void frames(TrialNode node) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    AtomicLong chunks = new AtomicLong();
    long start = System.nanoTime();
    open(node, "count", CHUNKS, frame -> count(frame, chunks, done));
    done.await();
    double micros = (System.nanoTime() - start) / 1e3;
    print("one stream, microseconds a chunk (" + chunks + ")", micros / CHUNKS);
  }

  private static void count(Frame frame, AtomicLong chunks, CountDownLatch done) {
    if (frame instanceof Frame.Data(var some)) {
      chunks.addAndGet(some.size());
    } else {
      done.countDown();
    }
  }

  /** Every plugin stream makes a chunk 20 times a second; one that could not go is dropped. */
  private static void paced(TrialNode node, TrialPlugin plugin) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(STREAMS);
    AtomicLong chunks = new AtomicLong();
    AtomicLong frames = new AtomicLong();
    int each = RATE * SECONDS;
    long cpu = cpu();
    long start = System.nanoTime();
    for (int i = 0; i < STREAMS; i++) {
      open(
          node,
          "paced",
          each,
          frame -> {
            frames.incrementAndGet();
            count(frame, chunks, done);
          });
    }
    boolean ended = done.await(SECONDS * 6, TimeUnit.SECONDS);
    double seconds = (System.nanoTime() - start) / 1e9;
    print(STREAMS + " streams at " + RATE + "/s: all ended, 1 = yes", ended ? 1 : 0);
    print(STREAMS + " streams: chunks of " + (long) STREAMS * each, (double) chunks.get());
    print(STREAMS + " streams: dropped by the producer", plugin.dropped.get());
    print(STREAMS + " streams: frames/s", frames.get() / seconds);
    print(STREAMS + " streams: seconds", seconds);
    print(STREAMS + " streams: cores", (cpu() - cpu) / 1e9 / seconds);
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void open(
      TrialNode node, String how, int chunks, java.util.function.Consumer<Frame> taker) {
    Reply.Streamed reply =
        TrialNode.get(
            node.calls().stream(Inputs.call("a", "tell", Inputs.of(how, "", chunks))).reply());
    ((Reply.Opened) reply).frames().subscribe(new Taker(taker));
  }

  /** Asks for one frame at a time. */
  private static final class Taker implements Flow.Subscriber<Frame> {
    private final java.util.function.Consumer<Frame> taker;

    @SuppressWarnings("NullAway.Init") // set at subscription
    private Flow.Subscription subscription;

    Taker(java.util.function.Consumer<Frame> taker) {
      this.taker = taker;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(Frame frame) {
      taker.accept(frame);
      subscription.request(1);
    }

    @Override
    public void onError(Throwable failure) {
      throw new IllegalStateException(failure);
    }

    @Override
    public void onComplete() {}
  }

  private static void print(String what, double value) {
    System.out.printf("%-60s %,.2f%n", what, value);
  }
}
