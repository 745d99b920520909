package io.kaicd.actors.egress;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.spi.Egress;
import io.kaicd.spi.EgressRequest;
import io.kaicd.spi.EgressResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The way out of one replica. Its connections are its own; closing it closes them all. */
public final class ServiceEgress implements Egress, AutoCloseable {
  private final EgressSettings settings;
  private final ConnectionPool pool;
  private final EgressCounts sent;
  private final Executor signals;
  private final ScheduledExecutorService timer;
  private final Runnable onClose;
  private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile Binding binding;
  private volatile boolean closed;

  ServiceEgress(
      EgressSettings settings,
      Binding binding,
      ConnectionPool pool,
      EgressCounts sent,
      Executor signals,
      ScheduledExecutorService timer,
      Runnable onClose) {
    this.settings = settings;
    this.binding = binding;
    this.pool = pool;
    this.sent = sent;
    this.signals = signals;
    this.timer = timer;
    this.onClose = onClose;
  }

  @Override
  public CompletionStage<EgressResponse> send(EgressRequest request) {
    Binding now = binding;
    int most = now.maxInFlight();
    if (inFlight.incrementAndGet() > most) {
      inFlight.decrementAndGet();
      return CompletableFuture.failedFuture(
          ErrorCode.ADMISSION_FULL
              .reject(most + " requests to the upstream are under way")
              .withRemedy("Try again later, or raise the service's maxInFlight")
              .asException());
    }
    Exchange exchange;
    try {
      RequestHead.check(request);
      now.check(request.uri());
      exchange = new Exchange(this, now, request);
    } catch (RejectedException e) {
      inFlight.decrementAndGet();
      return CompletableFuture.failedFuture(e);
    }
    exchanges.add(exchange);
    if (closed) {
      exchange.cancel();
    }
    return exchange.start();
  }

  /** Takes another configuration: requests under way go on by the one they began with. */
  void bind(Binding next) {
    binding = next;
  }

  /** Requests under way, their bodies included. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Open connections that wait for a request. */
  int idleConnections() {
    return pool.idle();
  }

  void ended(Exchange exchange) {
    exchanges.remove(exchange);
    inFlight.decrementAndGet();
  }

  EgressCounts sent() {
    return sent;
  }

  ConnectionPool pool() {
    return pool;
  }

  Duration unreadTimeout() {
    return settings.unreadTimeout();
  }

  ScheduledFuture<?> after(long nanos, Runnable action) {
    return timer.schedule(action, nanos, TimeUnit.NANOSECONDS);
  }

  /** Runs what reaches plugin code, on the replica's own threads. */
  void signal(Runnable signal) {
    try {
      signals.execute(signal);
    } catch (RejectedExecutionException e) {
      close(); // the replica is gone: nobody is left to tell
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      onClose.run();
      exchanges.forEach(Exchange::cancel);
      pool.close();
    }
  }
}
