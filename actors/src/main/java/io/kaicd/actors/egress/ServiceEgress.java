package io.kaicd.actors.egress;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.registry.ServiceSpec;
import io.kaicd.contract.registry.ServiceView;
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
public final class ServiceEgress implements WayOut {
  /** Makes a configuration into what it allows. */
  interface Binder {
    Binding bind(ServiceDefinition definition, ServiceSpec spec, JsonNode config, JsonNode own);
  }

  private final EgressSettings settings;
  private final ConnectionPool pool;
  private final EgressCounts sent;
  private final Executor signals;
  private final ScheduledExecutorService timer;
  private final Binder binder;
  private final Runnable onClose;
  private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile Bound bound;
  private volatile boolean closed;

  ServiceEgress(
      EgressSettings settings,
      Binding binding,
      Binder binder,
      ConnectionPool pool,
      EgressCounts sent,
      Executor signals,
      ScheduledExecutorService timer,
      Runnable onClose) {
    this.settings = settings;
    this.bound = Bound.to(binding);
    this.binder = binder;
    this.pool = pool;
    this.sent = sent;
    this.signals = signals;
    this.timer = timer;
    this.onClose = onClose;
  }

  @Override
  public CompletionStage<EgressResponse> send(EgressRequest request) {
    Bound allowed = bound;
    Behalf behalf = Behalf.current();
    int most = allowed.now().maxInFlight();
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
      exchange = new Exchange(this, allowed.covering(request.uri(), behalf), behalf, request);
    } catch (RuntimeException e) { // refused, or a request that is none: its place is free again
      inFlight.decrementAndGet();
      return CompletableFuture.failedFuture(e);
    }
    exchanges.add(exchange);
    if (closed) {
      exchange.cancel();
    }
    return exchange.start();
  }

  @Override
  public Rebinding rebind(ServiceView service, JsonNode config) {
    return rebind(binder.bind(service.definition(), service.spec(), config, service.own()));
  }

  Rebinding rebind(Binding next) {
    Bound before = bound;
    bound = before.next(next, System.nanoTime());
    return new Rebinding() {
      @Override
      public void taken() {
        bound = bound.taken(System.nanoTime());
      }

      @Override
      public void refused() {
        bound = before;
      }
    };
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

  /** Runs what reaches plugin code, on the replica's own threads, for whom this one works. */
  void signal(Runnable signal) {
    Behalf behalf = Behalf.current();
    try {
      signals.execute(() -> behalf.run(signal));
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
