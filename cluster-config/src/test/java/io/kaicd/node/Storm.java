package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Writers that write until a node is killed in their midst. */
final class Storm {
  private Storm() {}

  /** One write; returns when it was acknowledged. */
  interface Writer {
    void write(Api api) throws IOException, InterruptedException;
  }

  /**
   * Each writer has a thread of its own.
   *
   * @param writes acknowledged before the node is killed
   */
  static void on(NodeProcess node, int writes, List<Writer> writers) throws InterruptedException {
    CountDownLatch acknowledged = new CountDownLatch(writes);
    AtomicReference<AssertionError> wrong = new AtomicReference<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(writers.size())) {
      for (Writer writer : writers) {
        threads.execute(
            () -> {
              try {
                while (!Thread.currentThread().isInterrupted()) {
                  writer.write(node.api());
                  acknowledged.countDown();
                }
              } catch (IOException | InterruptedException e) {
                // killed in its midst: this write was not acknowledged
              } catch (AssertionError e) {
                wrong.set(e);
              }
            });
      }
      try {
        assertThat(acknowledged.await(120, TimeUnit.SECONDS)).as(() -> "" + wrong.get()).isTrue();
        node.kill();
      } finally {
        threads.shutdownNow();
      }
    }
    assertThat(wrong.get()).isNull();
  }
}
