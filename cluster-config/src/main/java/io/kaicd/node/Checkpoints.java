package io.kaicd.node;

import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.DurableFiles;
import io.kaicd.actors.journal.verify.Checkpoint;
import io.kaicd.actors.journal.verify.CheckpointKey;
import io.kaicd.actors.journal.verify.JournalCopy;
import io.kaicd.actors.journal.verify.Verifier.Known;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's signed checkpoints: a line each in the file {@code checkpoints} of its folder. */
public final class Checkpoints {
  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);

  private final Path data;
  private final String node;
  private List<String> last = List.of();

  public Checkpoints(Path data, String node) {
    this.data = data;
    this.node = node;
  }

  /** Makes one now, and then after each period in which something was written. */
  static void every(Duration period, ActorSystem<?> system, Checkpoints checkpoints) {
    system
        .scheduler()
        .scheduleWithFixedDelay(
            Duration.ZERO,
            period,
            checkpoints::writeIfMoved,
            system.dispatchers().lookup(DispatcherSelector.blocking())); // it syncs
  }

  /**
   * A checkpoint of the heads that are anchored now.
   *
   * @throws BrokenJournal when an anchor cannot be read
   */
  public Checkpoint sign() throws IOException {
    return Checkpoint.sign(node, Instant.now(), JournalCopy.anchors(data), CheckpointKey.of(data));
  }

  private synchronized void writeIfMoved() {
    try {
      List<String> heads = JournalCopy.anchors(data).stream().map(Known::toString).toList();
      if (!heads.isEmpty() && !heads.equals(last)) {
        DurableFiles.append(data.resolve("checkpoints"), sign().toString());
        last = heads;
      }
    } catch (IOException | RuntimeException e) { // the next one may succeed
      log.warn("no checkpoint was made: {}", e.getMessage());
    }
  }
}
