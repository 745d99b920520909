package io.kaicd.actors.trial;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.egress.WayOut;
import io.kaicd.actors.host.EgressSource;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.spi.EgressRequest;
import io.kaicd.spi.EgressResponse;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A way out that leads nowhere, and tells by which configuration it would go. */
public final class TrialWay implements WayOut {
  private final Source source;
  private volatile JsonNode config;

  private TrialWay(Source source, JsonNode config) {
    this.source = source;
    this.config = config;
  }

  /** Knows what it opened and was not closed, and which was the last. */
  public static final class Source implements EgressSource {
    private final Set<TrialWay> open = new HashSet<>();
    private @Nullable TrialWay last;

    @Override
    public synchronized WayOut open(ServiceView service, JsonNode config, Executor threads) {
      TrialWay way = new TrialWay(this, config);
      open.add(way);
      last = way;
      return way;
    }

    private synchronized void closed(TrialWay way) {
      open.remove(way);
      notifyAll();
    }

    public synchronized TrialWay last() {
      return Objects.requireNonNull(last);
    }

    public synchronized int open() {
      return open.size();
    }

    public synchronized void awaitOpen(int wanted) throws InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (open.size() != wanted) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError(open.size() + " ways out are open");
        }
        wait(left);
      }
    }
  }

  public JsonNode config() {
    return config;
  }

  @Override
  public Rebinding rebind(ServiceView service, JsonNode next) {
    JsonNode before = config;
    config = next;
    return new Rebinding() {
      @Override
      public void taken() {}

      @Override
      public void refused() {
        config = before;
      }
    };
  }

  @Override
  public CompletionStage<EgressResponse> send(EgressRequest request) {
    return CompletableFuture.failedFuture(
        ErrorCode.EGRESS_REFUSED.reject("no way out in a test").asException());
  }

  @Override
  public void close() {
    source.closed(this);
  }
}
