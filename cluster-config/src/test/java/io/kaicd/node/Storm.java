package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.cli.ReadJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Writers that write until a node ends in their midst, and the proof of what is left. */
final class Storm {
  /**
   * Flags of a node that writes down denials at once, so that the audit's stream is in the storm.
   */
  static final List<String> FLAGS = List.of("-Dkai.audit.early=100ms", "-Dkai.audit.every=200ms");

  private final Ledger ledger;
  private final List<Load> loads;
  private boolean begun;

  Storm(Ledger ledger, List<Load> loads) {
    this.ledger = ledger;
    this.loads = loads;
  }

  /** One write; returns when it was acknowledged. */
  interface Writer {
    void write(Api api) throws IOException, InterruptedException;
  }

  /** Ends the node. */
  interface End {
    void come() throws Exception;
  }

  /**
   * Proves what earlier storms left, and writes again.
   *
   * @param writes acknowledged before the node ends
   */
  void on(NodeProcess node, int writes, End end) throws Exception {
    for (Load load : loads) {
      if (begun) {
        load.prove(node.api());
      } else {
        load.begin(node.api());
      }
    }
    begun = true;
    List<Writer> writers = loads.stream().flatMap(load -> load.writers().stream()).toList();
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
                // it ended in this write's midst, which was not acknowledged
              } catch (AssertionError e) {
                wrong.compareAndSet(null, e);
              }
            });
      }
      try {
        assertThat(acknowledged.await(120, TimeUnit.SECONDS)).as(() -> "" + wrong.get()).isTrue();
        end.come();
      } finally {
        threads.shutdownNow();
      }
    }
    if (wrong.get() != null) {
      throw new AssertionError("a writer was answered wrongly", wrong.get());
    }
  }

  /** That the node knows all that was acknowledged. */
  void prove(NodeProcess node) throws Exception {
    for (Load load : loads) {
      load.prove(node.api());
    }
  }

  /** The last proof: of the node, which it stops, and of its files. */
  void proveAndStop(NodeProcess node, Path data) throws Exception {
    prove(node);
    for (Load load : loads) {
      load.end(node.api());
    }
    node.close();
    ReadJournal journal = ReadJournal.of(data);
    Ledger.Account account = ledger.against(journal);
    assertThat(account.lost()).as("acknowledged and lost").isEmpty();
    assertThat(account.doubled()).as("doubled").isEmpty();
    for (Load load : loads) {
      load.proveFiles(data, journal);
    }
  }

  @Override
  public String toString() {
    return loads.stream().map(Load::counts).collect(Collectors.joining(", "));
  }
}
