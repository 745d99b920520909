package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.journal.CborEvents;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.verify.Verifier.Verified;
import io.kaicd.node.OpenedJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a running node's journal tells, read from a copy as the journal's commands do. */
public record ReadJournal(List<Told> all) {
  /** An event as it is kept. */
  public record Told(String stream, long seq, String manifest, JsonNode event) {
    /** Such as {@code keys/key-made}. */
    public String name() {
      return stream + "/" + manifest.substring(0, manifest.indexOf('/'));
    }

    String actor() {
      return text("/by/actor");
    }

    /** At a pointer into the event. */
    public String text(String pointer) {
      return event.at(pointer).asText();
    }
  }

  /** A folder's streams, as {@code kai journal verify} shows them. */
  public static List<Verified> verified(Path data) throws IOException {
    try (OpenedJournal journal = OpenedJournal.of(data, null)) {
      return journal.verify(List.of());
    }
  }

  /** Of a folder, verified. */
  public static ReadJournal of(Path data) throws IOException {
    List<Told> all = new ArrayList<>();
    try (OpenedJournal journal = OpenedJournal.of(data, null)) {
      journal.verify(List.of());
      for (String stream : journal.records().streams().keySet()) {
        journal.records().each(stream, record -> all.add(told(stream, record)));
      }
    }
    return new ReadJournal(all);
  }

  private static Told told(String stream, SealedRecord record) {
    try {
      return new Told(
          stream, record.seq(), record.manifest(), CborEvents.CBOR.readTree(record.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<Told> of(String stream) {
    return all.stream().filter(told -> told.stream().equals(stream)).toList();
  }

  /** What came since an earlier reading. */
  List<Told> since(ReadJournal earlier) {
    return all.stream().filter(told -> !earlier.all().contains(told)).toList();
  }
}
