package io.kaicd.tck;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.spi.Egress;
import io.kaicd.spi.EgressRequest;
import io.kaicd.spi.EgressResponse;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The author's upstream, watched: how often it was asked, which replies are still open, and which
 * addresses were tried that the definition does not name.
 */
final class WatchedEgress implements Egress {
  private final Egress upstream;
  private final List<URI> bases;
  private final List<String> strayed = new ArrayList<>();
  private int sent;
  private int open;

  WatchedEgress(Egress upstream, List<String> bases) {
    this.upstream = upstream;
    this.bases = bases.stream().map(URI::create).toList();
  }

  @Override
  public CompletionStage<EgressResponse> send(EgressRequest request) {
    synchronized (this) {
      sent++;
      if (bases.stream().noneMatch(base -> below(base, request.uri()))) {
        strayed.add(request.method() + " " + request.uri());
        return CompletableFuture.failedFuture(
            ErrorCode.EGRESS_REFUSED.reject("not below the definition's egress").asException());
      }
      open++;
    }
    Once closed = new Once();
    CompletionStage<EgressResponse> asked;
    try {
      asked = upstream.send(request);
    } catch (RuntimeException e) {
      closed.run();
      throw e;
    }
    CompletableFuture<EgressResponse> answer = new CompletableFuture<>();
    asked.whenComplete(
        (reply, failure) -> {
          if (failure != null) {
            closed.run();
            answer.completeExceptionally(failure);
          } else if (!answer.complete(new Watched(reply, closed))) {
            reply.cancel();
            closed.run();
          }
        });
    // Giving up the future gives up the request, as the host's own egress has it.
    var _ =
        answer.whenComplete(
            (reply, failure) -> {
              if (answer.isCancelled()) {
                asked.toCompletableFuture().cancel(true);
                closed.run();
              }
            });
    return answer;
  }

  private static boolean below(URI base, URI uri) {
    if (!base.getScheme().equals(uri.getScheme())
        || !String.valueOf(base.getAuthority()).equals(uri.getAuthority())) {
      return false;
    }
    String path = base.getPath().endsWith("/") ? base.getPath() : base.getPath() + "/";
    return (uri.normalize().getPath() + "/").startsWith(path);
  }

  synchronized int sent() {
    return sent;
  }

  synchronized List<String> strayed() {
    return List.copyOf(strayed);
  }

  /** Waits until no reply is open. */
  synchronized boolean awaitClosed(Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    while (open > 0) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  private final class Once implements Runnable {
    private final AtomicBoolean done = new AtomicBoolean();

    @Override
    public void run() {
      if (done.compareAndSet(false, true)) {
        synchronized (WatchedEgress.this) {
          open--;
          WatchedEgress.this.notifyAll();
        }
      }
    }
  }

  private record Watched(EgressResponse reply, Runnable closed) implements EgressResponse {
    @Override
    public int status() {
      return reply.status();
    }

    @Override
    public Optional<String> header(String name) {
      return reply.header(name);
    }

    @Override
    public Flow.Publisher<ByteBuffer> body() {
      Flow.Publisher<ByteBuffer> body = reply.body();
      return subscriber -> body.subscribe(new WatchedBody(subscriber, closed));
    }

    @Override
    public CompletionStage<byte[]> bytes(int limit) {
      return reply.bytes(limit).whenComplete((bytes, failure) -> closed.run());
    }

    @Override
    public void cancel() {
      reply.cancel();
      closed.run();
    }
  }

  private record WatchedBody(Flow.Subscriber<? super ByteBuffer> reader, Runnable closed)
      implements Flow.Subscriber<ByteBuffer> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      reader.onSubscribe(
          new Flow.Subscription() {
            @Override
            public void request(long n) {
              subscription.request(n);
            }

            @Override
            public void cancel() {
              subscription.cancel();
              closed.run();
            }
          });
    }

    @Override
    public void onNext(ByteBuffer part) {
      reader.onNext(part);
    }

    @Override
    public void onError(Throwable failure) {
      closed.run();
      reader.onError(failure);
    }

    @Override
    public void onComplete() {
      closed.run();
      reader.onComplete();
    }
  }
}
