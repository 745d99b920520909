package io.kaicd.vectorstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.kaicd.contract.error.RejectedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.store.AlreadyClosedException;

/** Puts a group of writes into one commit and tells each caller how it went. */
final class GroupCommit implements WriteLane.Commit {
  private final CommittedIndex index;

  GroupCommit(CommittedIndex index) {
    this.index = index;
  }

  @Override
  public void commit(List<Write> group) {
    try {
      List<JsonNode> replies = write(group);
      for (int i = 0; i < group.size(); i++) {
        group.get(i).reply().complete(replies.get(i));
      }
    } catch (IOException | AlreadyClosedException e) {
      fail(group, StorageFault.writing("the collection", e));
    } catch (RuntimeException e) {
      failOrRetry(group, e);
    } catch (Error e) {
      fail(group, e); // the lane lives on: the next commit starts from the last good one
    }
  }

  private List<JsonNode> write(List<Write> group) throws IOException {
    if (group.getFirst() instanceof Write.Consolidate) {
      index.consolidate(); // its merges run on, and are committed when they have ended
      return count(group);
    }
    boolean adds = group.stream().anyMatch(Write.Put.class::isInstance);
    if (adds) {
      index.demandSpace(); // removing is let through, since it is what frees space
    }
    List<JsonNode> replies = count(group);
    index.commit(
        session -> {
          for (Write write : group) {
            switch (write) {
              case Write.Put put -> session.put(put.points());
              case Write.Remove remove -> session.remove(remove.matching());
              case Write.Keep _, Write.Consolidate _ -> {}
            }
          }
        });
    return replies;
  }

  /** What each write will have done; a point that two of them remove is counted once. */
  private List<JsonNode> count(List<Write> group) {
    BooleanQuery.Builder removed = new BooleanQuery.Builder();
    List<JsonNode> replies = new ArrayList<>();
    for (Write write : group) {
      switch (write) {
        case Write.Put put ->
            replies.add(JsonNodeFactory.instance.objectNode().put("upserted", put.points().size()));
        case Write.Keep _, Write.Consolidate _ -> replies.add(NullNode.getInstance());
        case Write.Remove remove -> {
          BooleanQuery anew =
              new BooleanQuery.Builder()
                  .add(remove.matching(), Occur.FILTER)
                  .add(removed.build(), Occur.MUST_NOT)
                  .build();
          replies.add(VectorCollection.deleted(index.read(searcher -> searcher.count(anew))));
          removed.add(remove.matching(), Occur.SHOULD);
        }
      }
    }
    return replies;
  }

  /** A write that breaks the index is not to take its neighbours with it: each is tried alone. */
  private void failOrRetry(List<Write> group, RuntimeException failure) {
    if (group.size() == 1 || failure instanceof RejectedException) {
      fail(group, failure);
    } else {
      group.forEach(write -> commit(List.of(write)));
    }
  }

  private static void fail(List<Write> group, Throwable failure) {
    group.forEach(write -> write.reply().completeExceptionally(failure));
  }
}
