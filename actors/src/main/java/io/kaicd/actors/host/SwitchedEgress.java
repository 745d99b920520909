package io.kaicd.actors.host;

import io.kaicd.spi.Egress;
import io.kaicd.spi.EgressRequest;
import io.kaicd.spi.EgressResponse;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A replica's way out, which follows its configuration without the plugin's noticing. */
final class SwitchedEgress implements Egress {
  private static final Logger LOG = LoggerFactory.getLogger(SwitchedEgress.class);

  private final Set<Egress> opened = ConcurrentHashMap.newKeySet();
  private volatile Egress at;

  SwitchedEgress(Egress at) {
    this.at = at;
    opened.add(at);
  }

  Egress replace(Egress by) {
    Egress before = at;
    at = by;
    opened.add(by);
    return before;
  }

  /** Closes all ways out; requests under way on them end. Earlier ones stay until then. */
  void close() {
    opened.forEach(SwitchedEgress::close);
  }

  private static void close(Egress egress) {
    if (egress instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        LOG.warn("a way out did not close: {}", e.getClass().getSimpleName());
      }
    }
  }

  @Override
  public CompletionStage<EgressResponse> send(EgressRequest request) {
    return at.send(request);
  }
}
