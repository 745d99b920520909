package io.kaicd.tck;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.capability.Operation;
import io.kaicd.contract.definition.CapabilityRef;
import io.kaicd.contract.version.SemVer;
import io.kaicd.spi.Health;
import io.kaicd.spi.PluginService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One started service of the plugin, with the kit's context, on threads of its own. */
final class RunningService implements AutoCloseable {
  private final Subject subject;
  private final Duration patience;
  private final ExecutorService threads;
  private final TckContext context;
  private final PluginService service;

  private RunningService(Subject subject, Path folder, Duration patience) {
    this.subject = subject;
    this.patience = patience;
    this.threads =
        Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("tck-", 0).factory());
    this.context = new TckContext(subject, folder, threads);
    try {
      this.service = await(() -> subject.plugin().start(context));
    } catch (AssertionError e) {
      threads.shutdownNow();
      throw e;
    }
  }

  static RunningService start(Subject subject, Path folder, Duration patience) {
    return new RunningService(subject, folder, patience);
  }

  TckContext context() {
    return context;
  }

  TckInvocation invocation(Step step) {
    return invocation(step.capability(), step.operation(), step.input());
  }

  TckInvocation invocation(String capability, String operation, JsonNode input) {
    CapabilityRef ref = subject.definition().capability(capability);
    Operation known = subject.operation(capability, operation);
    return new TckInvocation(
        capability,
        ref == null ? SemVer.of("1.0.0") : ref.version(),
        operation,
        input,
        known == null ? patience : known.deadline());
  }

  /** Calls on a thread of the replica's, as the host does; it never throws. */
  CompletableFuture<JsonNode> call(TckInvocation invocation) {
    return later(() -> service.call(invocation));
  }

  /** Never throws; it fails when the plugin refuses before it returns a publisher. */
  CompletableFuture<Flow.Publisher<JsonNode>> stream(TckInvocation invocation) {
    return later(() -> CompletableFuture.completedFuture(service.stream(invocation)));
  }

  CompletableFuture<Void> reconfigure(JsonNode config) {
    return later(() -> service.reconfigure(config));
  }

  CompletableFuture<Health> health() {
    return later(service::health);
  }

  private <T> CompletableFuture<T> later(Callable<CompletionStage<T>> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    threads.execute(
        () -> {
          try {
            work.call()
                .whenComplete(
                    (value, failure) -> {
                      if (failure != null) {
                        result.completeExceptionally(failure);
                      } else {
                        result.complete(value);
                      }
                    });
          } catch (Throwable e) { // a plugin may throw anything; the test tells it as an outcome
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /** Plays a step in its own mode, with unlimited demand. */
  Outcome play(Step step) {
    TckInvocation invocation = invocation(step);
    return step.streamed() ? drain(invocation) : outcome(call(invocation));
  }

  Outcome outcome(CompletableFuture<JsonNode> answer) {
    try {
      return new Outcome.Answered(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return new Outcome.Silent();
    } catch (ExecutionException e) {
      return Outcome.failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Silent();
    }
  }

  private Outcome drain(TckInvocation invocation) {
    ChunkProbe probe = new ChunkProbe();
    Outcome opened = subscribe(invocation, probe);
    if (!(opened instanceof Outcome.Streamed)) {
      return opened;
    }
    probe.request(Long.MAX_VALUE);
    return ended(probe);
  }

  Outcome ended(ChunkProbe probe) {
    if (!probe.awaitEnd(patience)) {
      return new Outcome.Silent();
    }
    Throwable failure = probe.failure();
    return failure == null ? new Outcome.Streamed(probe.chunks()) : Outcome.failed(failure);
  }

  /** Opens a stream with no demand; {@link Outcome.Streamed} when the probe is subscribed. */
  Outcome subscribe(TckInvocation invocation, ChunkProbe probe) {
    try {
      Flow.Publisher<JsonNode> publisher =
          stream(invocation).get(patience.toMillis(), TimeUnit.MILLISECONDS);
      publisher.subscribe(probe);
      return probe.awaitSubscription(patience)
          ? new Outcome.Streamed(probe.chunks())
          : new Outcome.Silent();
    } catch (TimeoutException e) {
      return new Outcome.Silent();
    } catch (ExecutionException | RuntimeException e) {
      return Outcome.failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Silent();
    }
  }

  /** Closes the plugin's service alone, in time. */
  void closeService() {
    await(
        () -> {
          service.close();
          return true;
        });
  }

  private <T> T await(Callable<T> work) {
    try {
      return threads.submit(work).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the plugin did not return within " + patience, e);
    } catch (ExecutionException e) {
      throw new AssertionError("the plugin failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    try {
      closeService();
    } catch (AssertionError e) {
      // The rule about closing tells it; here it only tidies up.
    } finally {
      threads.shutdownNow();
    }
  }
}
