package io.kaicd.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.kaicd.actors.journal.Anchor;
import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.Head;
import io.kaicd.actors.journal.JournalReader;
import io.kaicd.actors.journal.ShownRecord;
import io.kaicd.actors.journal.verify.Checkpoint;
import io.kaicd.actors.journal.verify.CheckpointKey;
import io.kaicd.actors.journal.verify.Verifier.Verified;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.journal.JournalHistory;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/** What a running node says of its own journal. */
final class NodeHistory implements JournalHistory {
  private static final Executor APART = Thread::startVirtualThread;
  private static final int LOOKS = 16; // one at a time, the others wait

  private final Path data;
  private final Checkpoints checkpoints;
  private final @Nullable JournalReader reader;
  private final @Nullable String url;
  private final AtomicBoolean verifying = new AtomicBoolean();
  private final SeenHeads seen = new SeenHeads();
  private final Turns turns = new Turns(LOOKS);

  NodeHistory(ActorSystem<?> system, Path data, Checkpoints checkpoints, JournalChoice journal) {
    this.data = data;
    this.checkpoints = checkpoints;
    this.url = journal instanceof JournalChoice.Jdbc jdbc ? jdbc.url() : null;
    this.reader =
        switch (journal) {
          case JournalChoice.LevelDb _ ->
              new JournalReader(system, "pekko.persistence.query.journal.leveldb");
          case JournalChoice.Jdbc _ -> new JournalReader(system, "jdbc-read-journal");
          case JournalChoice.None _ -> null;
        };
  }

  private JournalReader reader() {
    if (reader == null) {
      throw ErrorCode.JOURNAL_NONE.reject("this node keeps no journal").asException();
    }
    return reader;
  }

  private Head anchored(String stream) {
    return new Anchor(data.resolve("anchors"), stream).read();
  }

  private CompletionStage<StreamHead> head(String stream) {
    Head anchored = anchored(stream);
    return seen.head(stream, anchored, from -> reader().head(stream, from))
        .thenApply(head -> new StreamHead(stream, head.seq(), hex(head), anchored.seq()));
  }

  private static String hex(Head head) {
    return HexFormat.of().formatHex(head.hash());
  }

  @Override
  public CompletionStage<Overview> overview() {
    reader();
    return turns.next(() -> heads().thenApplyAsync(this::overview, APART));
  }

  private CompletionStage<List<StreamHead>> heads() {
    CompletionStage<List<StreamHead>> heads = CompletableFuture.completedFuture(new ArrayList<>());
    for (String stream : Streams.names()) {
      heads =
          heads.thenCombine(
              head(stream),
              (before, head) -> {
                before.add(head);
                return before;
              });
    }
    return heads;
  }

  private Overview overview(List<StreamHead> heads) {
    try {
      Path kept = data.resolve("checkpoints");
      JsonNode last =
          Files.exists(kept) ? lastOf(Files.readAllBytes(kept)) : NullNode.getInstance();
      String key = CheckpointKey.fingerprint(CheckpointKey.of(data).getPublic().getEncoded());
      return new Overview(heads, key, last);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * The last checkpoint; a crash may have left a part of one, of any bytes, behind or before it.
   */
  static JsonNode lastOf(byte[] checkpoints) {
    List<String> lines = new String(checkpoints, StandardCharsets.UTF_8).lines().toList();
    for (String line : lines.reversed()) {
      if (Checkpoint.whole(line)) {
        return Json.parse(line);
      }
    }
    return NullNode.getInstance();
  }

  private static RuntimeException unreadable(IOException e) {
    return ErrorCode.STORAGE_UNAVAILABLE
        .reject("the journal cannot be looked at: " + e.getMessage())
        .asException();
  }

  @Override
  public CompletionStage<Stretch> read(String stream, long from, int limit) {
    if (!Streams.names().contains(stream)) {
      throw ErrorCode.JOURNAL_NO_STREAM.reject("there is no stream '" + stream + "'").asException();
    }
    reader();
    return turns.next(() -> stretch(stream, from, limit));
  }

  private CompletionStage<Stretch> stretch(String stream, long from, int limit) {
    return head(stream)
        .thenCompose(
            head -> {
              long first = from > 0 ? from : Math.max(1, head.records() - limit + 1);
              return reader()
                  .read(stream, first, first + limit - 1)
                  .thenApply(
                      records ->
                          new Stretch(
                              stream,
                              head.records(),
                              records.stream().map(ShownRecord::of).toList()));
            });
  }

  @Override
  public CompletionStage<Verdict> verify() {
    reader();
    if (!verifying.compareAndSet(false, true)) {
      throw ErrorCode.JOURNAL_BUSY.reject("the journal is being verified").asException();
    }
    return CompletableFuture.supplyAsync(this::proved, APART)
        .whenComplete((verdict, failure) -> verifying.set(false));
  }

  private Verdict proved() {
    try (OpenedJournal journal = OpenedJournal.of(data, url)) {
      List<Verified> verified = journal.verify(List.of());
      return new Verdict(true, "", verified.stream().map(this::proved).toList(), journal.notes());
    } catch (BrokenJournal e) {
      return new Verdict(false, String.valueOf(e.getMessage()), List.of(), List.of());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private StreamHead proved(Verified one) {
    return new StreamHead(
        one.stream(), one.head().seq(), hex(one.head()), anchored(one.stream()).seq());
  }

  @Override
  public CompletionStage<JsonNode> checkpoint() {
    reader();
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return checkpoints.sign().line();
          } catch (IOException e) {
            throw unreadable(e);
          }
        },
        APART);
  }
}
