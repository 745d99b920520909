package io.kaicd.http.connection;

import io.kaicd.http.settings.ConnectionSettings;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The connections that are open, counted in total and by address. */
public final class Connections {
  private final ConnectionSettings settings;
  private final Map<InetAddress, Integer> byAddress = new HashMap<>();
  private final Set<Open> open = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> empty = new CompletableFuture<>();
  private int total;
  private boolean stopping;

  public Connections(ConnectionSettings settings) {
    this.settings = settings;
  }

  /** A place for a connection, or null when there are too many. */
  public synchronized @Nullable Seat admit(InetAddress address) {
    boolean counted = settings.countLoopback() || !address.isLoopbackAddress();
    int here = counted ? byAddress.getOrDefault(address, 0) : 0;
    if (stopping || total >= settings.max() || here >= settings.perAddress()) {
      return null;
    }
    total++;
    if (counted) {
      byAddress.put(address, here + 1);
    }
    return new Seat(address, counted);
  }

  public synchronized int count() {
    return total;
  }

  private synchronized void leave(Seat seat) {
    total--;
    if (seat.counted) {
      byAddress.computeIfPresent(seat.address, (a, n) -> n == 1 ? null : n - 1);
    }
    if (stopping && total == 0) {
      empty.complete(null);
    }
  }

  /**
   * Closes idle connections at once, the others after their reply, and those that are still open
   * after the grace by force.
   *
   * @return completes when none is open
   */
  public CompletionStage<Void> stop(Duration grace) {
    synchronized (this) {
      stopping = true;
      if (total == 0) {
        empty.complete(null);
      }
    }
    open.forEach(Open::drain);
    CompletableFuture<Void> all = empty.copy();
    all.orTimeout(grace.toMillis(), TimeUnit.MILLISECONDS);
    return all.exceptionallyCompose(
        late -> {
          open.forEach(Open::abort);
          return empty.copy().completeOnTimeout(null, 5, TimeUnit.SECONDS);
        });
  }

  /** What can be asked of a connection from outside. */
  interface Open {
    void drain();

    void abort();
  }

  /** A connection's place; given back once. */
  public final class Seat {
    private final InetAddress address;
    private final boolean counted;
    private @Nullable Open taken;

    private Seat(InetAddress address, boolean counted) {
      this.address = address;
      this.counted = counted;
    }

    void take(Open connection) {
      taken = connection;
      open.add(connection);
      if (stops()) {
        connection.drain();
      }
    }

    private boolean stops() {
      synchronized (Connections.this) {
        return stopping;
      }
    }

    void leave() {
      if (taken != null) {
        open.remove(taken);
      }
      Connections.this.leave(this);
    }
  }
}
