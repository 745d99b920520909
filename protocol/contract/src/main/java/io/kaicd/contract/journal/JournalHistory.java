package io.kaicd.contract.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads a node's journal. Stages end with a {@code RejectedException} where it has none. */
public interface JournalHistory {
  /**
   * @param records how many a stream has
   * @param hash of the last, in hex; with the chain, of all
   * @param anchored the number of the record that this node's anchor knows of
   */
  record StreamHead(String stream, long records, String hash, long anchored) {}

  /**
   * @param key the fingerprint of the key that this node signs checkpoints with
   * @param checkpoint the last that it made by itself; null when there is none
   */
  record Overview(List<StreamHead> streams, String key, JsonNode checkpoint) {}

  /**
   * A record, without what nobody should read: no sealed bytes, no wrapped key, no hash of a token.
   *
   * @param event its type and version, such as {@code service-put/1}
   * @param actor who did it, empty where several did
   * @param at when
   * @param what the rest of the event, as far as it may be shown
   */
  record Entry(long number, String hash, String event, String actor, String at, JsonNode what) {}

  /**
   * @param records how many the stream has
   */
  record Stretch(String stream, long records, List<Entry> entries) {}

  /**
   * @param problem the first record that does not hold; empty when all do
   */
  record Verdict(boolean holds, String problem, List<StreamHead> streams, List<String> notes) {}

  CompletionStage<Overview> overview();

  /**
   * @param from the first record's number; 0 for as many as fit before the end
   */
  CompletionStage<Stretch> read(String stream, long from, int limit);

  /** Proves the journal on a copy; one at a time. */
  CompletionStage<Verdict> verify();

  /** The heads of all streams, signed by the node. */
  CompletionStage<JsonNode> checkpoint();
}
