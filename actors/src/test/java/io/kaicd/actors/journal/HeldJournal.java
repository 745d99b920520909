package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.persistence.testkit.JournalOperation;
import org.apache.pekko.persistence.testkit.ProcessingPolicy;
import org.apache.pekko.persistence.testkit.ProcessingResult;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.WriteEvents;

/** A journal whose first write waits, so that what is told meanwhile comes together. */
public final class HeldJournal implements ProcessingPolicy<JournalOperation> {
  /** How many records each write had. */
  public final List<Integer> written = new CopyOnWriteArrayList<>();

  /** How many of the next writes fail. */
  public volatile int failing;

  private final CountDownLatch writing = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  /** Does something that is written, and another thing before that is. */
  public void whileWriting(Runnable first, Runnable meanwhile) {
    first.run();
    await(writing);
    meanwhile.run();
    goOn.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public synchronized ProcessingResult tryProcess(String stream, JournalOperation operation) {
    if (operation instanceof WriteEvents events) {
      writing.countDown();
      await(goOn);
      if (failing > 0) {
        failing--;
        return new StorageFailure(new IllegalStateException("no answer"));
      }
      written.add(events.batch().size());
    }
    return ProcessingSuccess.getInstance();
  }
}
