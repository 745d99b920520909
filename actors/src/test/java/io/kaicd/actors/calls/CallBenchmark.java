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
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

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
    try (TrialNode node =
        TrialNode.start(
            TrialNode.central("one"),
            registry,
            new TrialPlugin(),
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
      paced(node);
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
        Route route = routing.route(registry.view(), to, "trial", VersionRange.ANY, "", "", "");
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
    open(node, CHUNKS, 1, frame -> count(frame, chunks, done));
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

  /** Each consumer asks for a frame 20 times a second; what was asked for and not there is late. */
  private static void paced(TrialNode node) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(STREAMS);
    AtomicLong chunks = new AtomicLong();
    int each = RATE * SECONDS;
    Flow.Subscription[] streams = new Flow.Subscription[STREAMS];
    for (int i = 0; i < STREAMS; i++) {
      streams[i] = open(node, each, 0, frame -> count(frame, chunks, done));
    }
    long cpu = cpu();
    long start = System.nanoTime();
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    AtomicInteger round = new AtomicInteger();
    var _ =
        clock.scheduleAtFixedRate(
            () -> {
              if (round.getAndIncrement() <= each + 1) {
                for (Flow.Subscription stream : streams) {
                  stream.request(1);
                }
              }
            },
            0,
            1000 / RATE,
            TimeUnit.MILLISECONDS);
    done.await(SECONDS * 3, TimeUnit.SECONDS);
    double seconds = (System.nanoTime() - start) / 1e9;
    clock.shutdownNow();
    print(STREAMS + " streams: chunks of " + (long) STREAMS * each, (double) chunks.get());
    print(STREAMS + " streams: seconds", seconds);
    print(STREAMS + " streams: cores", (cpu() - cpu) / 1e9 / seconds);
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static Flow.Subscription open(
      TrialNode node, int chunks, int ask, java.util.function.Consumer<Frame> taker) {
    Reply.Streamed reply =
        TrialNode.get(
            node.calls().stream(Inputs.call("a", "tell", Inputs.of("count", "", chunks))).reply());
    Taker consumer = new Taker(ask, taker);
    ((Reply.Opened) reply).frames().subscribe(consumer);
    while (consumer.subscription == null) {
      LockSupport.parkNanos(1_000);
    }
    return java.util.Objects.requireNonNull(consumer.subscription);
  }

  private static final class Taker implements Flow.Subscriber<Frame> {
    private final int ask;
    private final java.util.function.Consumer<Frame> taker;
    private volatile Flow.@org.jspecify.annotations.Nullable Subscription subscription;

    Taker(int ask, java.util.function.Consumer<Frame> taker) {
      this.ask = ask;
      this.taker = taker;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      if (ask > 0) {
        given.request(ask);
      }
    }

    @Override
    public void onNext(Frame frame) {
      taker.accept(frame);
      Flow.Subscription at = subscription;
      if (ask > 0 && at != null) {
        at.request(ask);
      }
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
