package io.kaicd.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.kaicd.cli.IndexedFolder.Passage;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Brings a collection to what a folder holds now; what has not changed is left alone. */
final class Indexing {
  /** Raised when documents are cut in another way, so that they are all written anew. */
  private static final String CUT = "1";

  private static final int BATCH = 64;

  private final Documents documents;
  private final Embedder embedder;
  private final Collection collection;
  private final IndexedFolder indexed;
  private final List<Passage> waiting = new ArrayList<>();
  private int passages;

  Indexing(Documents documents, Embedder embedder, Collection collection, String source) {
    this.documents = documents;
    this.embedder = embedder;
    this.collection = collection;
    this.indexed = new IndexedFolder(collection, source);
  }

  /**
   * @param written documents that were new or had changed
   * @param passages that were written
   * @param removed documents that are no longer in the folder
   * @param skipped files that are no text
   */
  record Outcome(
      int documents, int written, int unchanged, int removed, int passages, int skipped) {}

  /**
   * @param progress is told the documents done and all of them
   */
  Outcome run(BiConsumer<Integer, Integer> progress)
      throws IOException, Refused, Unreachable, InterruptedException {
    List<Path> files = documents.files();
    Map<String, String> before = indexed.digests();
    Set<String> there = new HashSet<>();
    int written = 0;
    int done = 0;
    for (Path file : files) {
      Optional<String> text = documents.text(file);
      if (text.isPresent()) {
        String name = documents.name(file);
        String digest = Digests.hex(CUT + "\n" + embedder.model() + "\n" + text.get());
        there.add(name);
        if (!digest.equals(before.get(name))) {
          write(name, digest, text.get(), before.containsKey(name));
          written++;
        }
      }
      progress.accept(++done, files.size());
    }
    flush(0);
    List<String> gone = before.keySet().stream().filter(name -> !there.contains(name)).toList();
    indexed.forget(gone);
    return new Outcome(
        there.size(), written, there.size() - written, gone.size(), passages, documents.skipped());
  }

  private void write(String name, String digest, String text, boolean before)
      throws Refused, Unreachable, InterruptedException {
    List<String> parts = Passages.of(text);
    if (parts.isEmpty()) {
      parts = List.of(name); // an empty document is found by its name
    }
    if (before) {
      indexed.shorten(name, parts.size());
    }
    for (int part = parts.size() - 1; part >= 0; part--) {
      waiting.add(new Passage(name, part, digest, parts.get(part)));
    }
    flush(BATCH - 1);
  }

  /** Writes batches until no more passages wait than are left for later. */
  private void flush(int left) throws Refused, Unreachable, InterruptedException {
    while (waiting.size() > left) {
      List<Passage> batch = waiting.subList(0, Math.min(BATCH, waiting.size()));
      List<ArrayNode> vectors = embedder.embed(batch.stream().map(Passage::text).toList());
      ArrayNode points = Json.shared().createArrayNode();
      for (int i = 0; i < batch.size(); i++) {
        points.add(indexed.point(batch.get(i), vectors.get(i)));
      }
      collection.upsert(points);
      passages += batch.size();
      batch.clear();
    }
  }
}
