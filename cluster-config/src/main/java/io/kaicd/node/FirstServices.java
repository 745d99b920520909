package io.kaicd.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.Registry;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.contract.registry.WriteResult;
import io.kaicd.contract.version.SemVer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a new node hosts. Definitions that ship with the plugins are installed when they are not
 * there yet; the first services are made only in a registry in which nobody has done anything else
 * yet, so that what an owner removed stays away, and a first start that was cut off is taken up
 * again.
 */
final class FirstServices {
  private static final Logger LOG = LoggerFactory.getLogger(FirstServices.class);
  private static final WriteOptions OPTIONS =
      new WriteOptions(Caller.HOST, Precondition.NONE, false);
  private static final Map<String, String> SERVICES =
      new TreeMap<>(
          Map.of(
              "embedding", "local-embedding@^1",
              "vector-store", "vector-store@^1",
              "analytics", "analytics@^1"));

  private final Registry registry;
  private final List<JsonNode> definitions;

  FirstServices(Registry registry, List<JsonNode> definitions) {
    this.registry = registry;
    this.definitions = definitions;
  }

  /** Completes when all that had to be written is acknowledged. */
  CompletionStage<Void> install() {
    RegistryView before = registry.view();
    List<RegistryWrite> writes = new ArrayList<>();
    for (JsonNode document : definitions) {
      String id = document.path("id").asText();
      SemVer version = SemVer.of(document.path("version").asText());
      if (before.definition(id, version) == null) {
        writes.add(new RegistryWrite.InstallDefinition(id, version, document));
      }
    }
    if (isFirst(before)) {
      SERVICES.forEach(
          (id, definition) -> {
            ObjectNode spec = Json.shared().createObjectNode().put("definition", definition);
            if (before.service(id) == null) {
              writes.add(new RegistryWrite.PutService(id, spec));
            }
          });
    }
    CompletionStage<Void> done = CompletableFuture.completedFuture(null);
    for (RegistryWrite write : writes) {
      done =
          done.thenCompose(ignored -> registry.write(write, OPTIONS))
              .thenAccept(result -> say(write, result));
    }
    return done;
  }

  private static boolean isFirst(RegistryView registry) {
    int definitions = registry.definitions().values().stream().mapToInt(Map::size).sum();
    return isFirst(registry.revision(), definitions, registry.services().keySet());
  }

  /**
   * Whether each event so far made something that is there, and none a service of another.
   *
   * @param revision how many events there were
   */
  static boolean isFirst(long revision, int definitions, Set<String> services) {
    return revision == definitions + services.size() && SERVICES.keySet().containsAll(services);
  }

  private static void say(RegistryWrite write, WriteResult result) {
    if (result instanceof WriteResult.Refused(Rejection rejection)) {
      LOG.warn(
          "{} of the node's own was refused: {} ({})",
          write.getClass().getSimpleName(),
          rejection.message(),
          rejection.code().text());
    }
  }
}
