package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "index",
    description = "Make a folder's texts findable by meaning. Indexing again is idempotent.",
    mixinStandardHelpOptions = true)
final class IndexCommand implements Callable<Integer> {
  private static final int BATCH = 64;

  @Mixin private NodeOptionsMixin node = new NodeOptionsMixin();
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FOLDER")
  private Path folder = Path.of("");

  @Option(names = "--into", paramLabel = "COLLECTION", required = true)
  private String collection = "";

  private record Passage(String path, int part, String text) {
    String id() {
      return PassageIds.of(path, part);
    }
  }

  @Override
  public Integer call() throws Exception {
    if (!Files.isDirectory(folder)) {
      throw wrong(folder + " is not a folder");
    }
    Documents documents = new Documents(folder);
    List<Path> files = documents.files();
    if (files.isEmpty()) {
      throw wrong("there is no text file in " + folder);
    }
    NodeClient client = node.client();
    Collection target = new Collection(client, collection);
    List<Passage> waiting = new ArrayList<>();
    int passages = 0;
    int skipped = 0;
    int done = 0;
    for (Path file : files) {
      Optional<String> text = Documents.text(file);
      if (text.isEmpty()) {
        skipped++;
      } else {
        String name = documents.name(file);
        List<String> parts = Passages.of(text.get());
        for (int part = 0; part < parts.size(); part++) {
          waiting.add(new Passage(name, part, parts.get(part)));
        }
        passages += parts.size();
        target.forget(name, parts.size());
      }
      while (waiting.size() >= BATCH) {
        flush(client, target, waiting.subList(0, BATCH));
      }
      done++;
      progress(done, files.size());
    }
    if (!waiting.isEmpty()) {
      flush(client, target, waiting);
    }
    report(target, files.size() - skipped, passages, skipped);
    return Kai.OK;
  }

  private void flush(NodeClient client, Collection target, List<Passage> batch)
      throws Refused, Unreachable, InterruptedException {
    ObjectNode ask = Json.shared().createObjectNode();
    ArrayNode input = ask.putArray("input");
    batch.forEach(passage -> input.add(passage.text()));
    JsonNode data = client.call("embedding", "embed", ask).path("data");
    ArrayNode points = Json.shared().createArrayNode();
    for (int i = 0; i < batch.size(); i++) {
      Passage passage = batch.get(i);
      ObjectNode point = points.addObject().put("id", passage.id());
      point.set("vector", data.path(i).path("embedding"));
      point
          .putObject("payload")
          .put("path", passage.path())
          .put("part", passage.part())
          .put("text", passage.text());
    }
    target.upsert(points);
    batch.clear();
  }

  private void progress(int done, int all) {
    if (!node.output().json() && (done % 50 == 0 || done == all)) {
      node.err().printf("  %d of %d files%n", done, all);
      node.err().flush();
    }
  }

  private void report(Collection target, int files, int passages, int skipped)
      throws Refused, Unreachable, InterruptedException {
    long points = target.points();
    if (node.output().json()) {
      node.output()
          .print(
              Json.shared()
                  .createObjectNode()
                  .put("collection", collection)
                  .put("files", files)
                  .put("passages", passages)
                  .put("skipped", skipped)
                  .put("points", points));
    } else {
      node.output()
          .line(
              "%d files, %d passages; %s holds %d points%s"
                  .formatted(
                      files,
                      passages,
                      collection,
                      points,
                      skipped == 0 ? "" : "; skipped " + skipped + " that are not UTF-8"));
    }
  }

  private CommandLine.ParameterException wrong(String message) throws IOException {
    if (spec == null) {
      throw new IOException(message);
    }
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
