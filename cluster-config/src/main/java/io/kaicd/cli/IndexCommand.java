package io.kaicd.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "index",
    description =
        "Make a folder's texts findable by meaning. Again, it takes up what changed and went.",
    mixinStandardHelpOptions = true)
final class IndexCommand implements Callable<Integer> {
  private static final int EVERY = 50;

  @Mixin private NodeOptionsMixin node = new NodeOptionsMixin();

  @Parameters(paramLabel = "FOLDER")
  private Path folder = Path.of("");

  @Option(names = "--into", paramLabel = "COLLECTION", required = true)
  private String collection = "";

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "What the collection calls this folder; its full path unless given.")
  private @Nullable String source;

  @Option(names = "--model", paramLabel = "ID", description = "Embed with this model.")
  private String model = "";

  @Override
  public Integer call() throws Exception {
    if (!Files.isDirectory(folder)) {
      throw node.wrong(folder + " is not a folder");
    }
    NodeClient client = node.client();
    Collection target = Collection.of(client, collection);
    Indexing indexing =
        new Indexing(new Documents(folder), new Embedder(client, model), target, source());
    Indexing.Outcome outcome = indexing.run(this::progress);
    if (outcome.documents() == 0 && outcome.removed() == 0) {
      throw node.wrong("there is no text file in " + folder);
    }
    report(outcome, target.points());
    return Kai.OK;
  }

  private String source() throws IOException {
    return source == null ? folder.toRealPath().toString() : source;
  }

  private void progress(int done, int all) {
    if (!node.output().json() && (done % EVERY == 0 || done == all)) {
      node.err().println("  " + done + " of " + all + " files");
      node.err().flush();
    }
  }

  private void report(Indexing.Outcome outcome, long points) {
    Output output = node.output();
    if (output.json()) {
      ObjectNode summary = Json.shared().createObjectNode().put("collection", collection);
      summary.setAll((ObjectNode) Json.shared().valueToTree(outcome));
      output.print(summary.put("points", points));
      return;
    }
    output.line(
        "%d documents: %d written (%d passages), %d unchanged, %d removed%s"
            .formatted(
                outcome.documents(),
                outcome.written(),
                outcome.passages(),
                outcome.unchanged(),
                outcome.removed(),
                outcome.skipped() == 0 ? "" : "; skipped " + outcome.skipped() + " files"));
    output.line(collection + " holds " + points + " passages");
  }
}
