package io.kaicd.actors.egress;

import io.kaicd.contract.egress.EgressLine;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One service's open connections that are not in use, the last used first. */
final class ConnectionPool {
  private final EgressSettings settings;
  private final Dialer dialer;
  private final boolean local;
  private final Map<String, Deque<Connection>> idle = new HashMap<>();
  private int count;
  private boolean closed;

  /**
   * @param local whether its connections must stay in the house
   */
  ConnectionPool(EgressSettings settings, Dialer dialer, boolean local) {
    this.settings = settings;
    this.dialer = dialer;
    this.local = local;
  }

  /**
   * A connection that is fit for use, a kept one when there is one.
   *
   * @param named whether the service's owner named its host and port
   * @param inHouse whether this request must stay in the house, wherever others may go
   */
  Connection take(URI uri, boolean named, boolean inHouse, long deadline)
      throws IOException, InterruptedException {
    boolean stays = local || inHouse;
    String origin = AllowedBase.origin(uri);
    for (Connection kept = pop(origin); kept != null; kept = pop(origin)) {
      boolean leaves = kept.reach() == EgressLine.Reach.PUBLIC;
      if (kept.kind().allowed(named) && !(stays && leaves) && kept.quiet()) {
        return kept;
      }
      kept.close();
    }
    return dialer.dial(uri, deadline, stays, named);
  }

  private synchronized @Nullable Connection pop(String origin) {
    Deque<Connection> connections = idle.get(origin);
    Connection kept = connections == null ? null : connections.pollFirst();
    count -= kept == null ? 0 : 1;
    return kept;
  }

  void giveBack(URI uri, Connection connection) {
    connection.rest(System.nanoTime());
    if (!keep(AllowedBase.origin(uri), connection)) {
      connection.close();
    }
  }

  private synchronized boolean keep(String origin, Connection connection) {
    if (closed || count >= settings.maxIdlePerService()) {
      return false;
    }
    count++;
    idle.computeIfAbsent(origin, o -> new ArrayDeque<>()).addFirst(connection);
    return true;
  }

  /** Closes what has been idle too long. */
  void sweep() {
    removeIdleSince(System.nanoTime() - settings.keepAlive().toNanos()).forEach(Connection::close);
  }

  private synchronized List<Connection> removeIdleSince(long limit) {
    List<Connection> old = new ArrayList<>();
    for (Deque<Connection> connections : idle.values()) {
      while (!connections.isEmpty() && connections.peekLast().idleSince() - limit <= 0) {
        old.add(connections.pollLast());
      }
    }
    idle.values().removeIf(Deque::isEmpty);
    count -= old.size();
    return old;
  }

  synchronized int idle() {
    return count;
  }

  void close() {
    synchronized (this) {
      closed = true;
    }
    removeIdleSince(System.nanoTime() + 1).forEach(Connection::close);
  }
}
