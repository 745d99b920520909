package io.kaicd.actors.host;

import io.kaicd.contract.error.Rejection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One clock for all that is under way on a node. Calls are many, short and mostly in time, so
 * instead of a timer each, the few that are under way are looked at on every tick.
 */
public final class Deadlines implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);

  /** Something under way. */
  public interface Timed {
    /**
     * Looks at the clock; quick, and never blocks.
     *
     * @param now by {@link System#nanoTime}
     */
    void tick(long now);
  }

  private final Set<Timed> underWay = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final long tickMillis;

  public Deadlines(Duration tick) {
    this.tickMillis = tick.toMillis();
    Thread.ofPlatform().daemon().name("kai-deadlines").start(this::run);
  }

  public void add(Timed timed) {
    underWay.add(timed);
  }

  public void remove(Timed timed) {
    underWay.remove(timed);
  }

  /** The work under way on this node that a condition holds for. */
  Stream<Work> work(Predicate<Work> which) {
    return underWay.stream().filter(Work.class::isInstance).map(Work.class::cast).filter(which);
  }

  /**
   * Ends the calls that run on this node for some.
   *
   * @param ended whether somebody's calls are to end, by the actor that caused them
   */
  public void end(Predicate<String> ended, Rejection why) {
    work(work -> !work.over() && !work.behalf().nobody() && ended.test(work.behalf().actor()))
        .forEach(work -> work.stop(why));
  }

  private void run() {
    try {
      while (!closed.await(tickMillis, TimeUnit.MILLISECONDS)) {
        long now = System.nanoTime();
        for (Timed timed : underWay) {
          tick(timed, now);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tick(Timed timed, long now) {
    try {
      timed.tick(now);
    } catch (RuntimeException e) {
      LOG.error("a deadline could not be kept", e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
