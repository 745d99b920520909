package io.kaicd.node;

import io.kaicd.cli.ReadJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a storm writes, and what must be so afterwards, however the node ended in its midst. */
interface Load {
  /** On the empty node, before the first storm. */
  default void begin(Api api) throws IOException, InterruptedException {}

  /** Each runs in a thread of its own. */
  List<Storm.Writer> writers();

  /** That the node knows all that was acknowledged. */
  void prove(Api api) throws IOException, InterruptedException;

  /** The last that is proved; it may use up what was written. */
  default void end(Api api) throws IOException, InterruptedException {}

  /** That the node's files, once it has stopped, say the same; events are counted by the ledger. */
  default void proveFiles(Path data, ReadJournal journal) throws IOException {}

  /** For the report. */
  String counts();
}
