package io.kaicd.actors.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The head of a stream, kept in a file outside the journal: a chain alone cannot see that its tail
 * is gone. The journal may be ahead of it, by what was persisted just before a crash or by another
 * node that kept the stream meanwhile; it may not be behind.
 */
public final class Anchor {
  private final String stream;
  private final Path file;

  public Anchor(Path folder, String stream) {
    this.stream = stream;
    this.file = folder.resolve(stream);
  }

  /** The head last kept, {@link Head#NONE} when none was. */
  public Head read() {
    try {
      if (!Files.exists(file)) {
        return Head.NONE;
      }
      return Head.parse(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw new BrokenJournal(stream, 0, "its anchor " + file + " cannot be read");
    }
  }

  /**
   * Checks a recovered stream against what was anchored.
   *
   * @throws BrokenJournal when records that were there are gone
   */
  public static void check(String stream, Head anchored, Head recovered) {
    if (recovered.seq() < anchored.seq()) {
      throw new BrokenJournal(
          stream, recovered.seq() + 1, "missing; the anchor knows of " + anchored.seq());
    }
    checkSame(stream, anchored, recovered);
  }

  /**
   * Checks one head passed on the way, when it is the anchored one.
   *
   * @throws BrokenJournal when it is another record than was anchored
   */
  public static void checkSame(String stream, Head anchored, Head passed) {
    if (passed.seq() == anchored.seq() && !Arrays.equals(passed.hash(), anchored.hash())) {
      throw new BrokenJournal(stream, passed.seq(), "another record than the anchor knows of");
    }
  }

  /** Keeps a head; it is on the disk when this returns. */
  public void write(Head head) {
    try {
      DurableFiles.replace(file, (head + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
