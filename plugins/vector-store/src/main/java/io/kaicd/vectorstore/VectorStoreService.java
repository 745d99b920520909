package io.kaicd.vectorstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.spi.Health;
import io.kaicd.spi.Invocation;
import io.kaicd.spi.PluginService;
import io.kaicd.spi.ServiceContext;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.util.IOUtils;

/**
 * A running vector store: one folder, one owner. Queries run on the caller's thread; writes on
 * threads of the store's own, which nobody interrupts, since an interrupt closes a file that is
 * being written.
 */
final class VectorStoreService implements PluginService {
  private static final String LOCK = "store.lock";
  private static final int WRITERS = 4;

  private final Directory root;
  private final Lock lock;
  private final ThreadPoolExecutor writers;
  private final CollectionShelf shelf;
  private volatile VectorStoreSettings settings;
  private volatile Health last = Health.READY;
  private volatile Instant since = now();
  private volatile boolean closed;

  /**
   * @param quiet how long after the last upsert of a collection its segments are consolidated
   */
  static VectorStoreService open(ServiceContext context, Disk disk, Duration quiet) {
    Directory root = null;
    Lock lock = null;
    try {
      root = FSDirectory.open(context.dataFolder());
      lock = root.obtainLock(LOCK);
      return new VectorStoreService(context, disk, quiet, root, lock);
    } catch (IOException e) {
      IOUtils.closeWhileHandlingException(lock, root);
      throw e instanceof LockObtainFailedException
          ? taken(e)
          : StorageFault.writing("the data folder", e);
    }
  }

  private static RejectedException taken(IOException cause) {
    return new RejectedException(
        ErrorCode.STORAGE_UNAVAILABLE
            .reject("another process has this data folder open")
            .withRemedy("Stop the other process, or give this node a data folder of its own"),
        cause);
  }

  private VectorStoreService(
      ServiceContext context, Disk disk, Duration quiet, Directory root, Lock lock)
      throws IOException {
    this.root = root;
    this.lock = lock;
    this.settings = VectorStoreSettings.of(context.config());
    this.writers = writers(context.serviceId());
    this.shelf =
        new CollectionShelf(
            context.dataFolder(),
            disk,
            writers,
            () -> settings,
            quiet,
            names -> context.offer("collection", names));
  }

  private static ThreadPoolExecutor writers(String serviceId) {
    ThreadPoolExecutor writers =
        new ThreadPoolExecutor(
            WRITERS,
            WRITERS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("vector-store-" + serviceId + "-", 1).factory());
    writers.allowCoreThreadTimeOut(true);
    return writers;
  }

  @Override
  public CompletionStage<JsonNode> call(Invocation invocation) {
    try {
      return answer(invocation);
    } catch (RejectedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<JsonNode> answer(Invocation invocation) {
    if (closed) {
      throw ErrorCode.SERVICE_DRAINING.reject("the vector store is closed").asException();
    }
    JsonNode input = invocation.input();
    String operation = invocation.capability() + "/" + invocation.operation();
    return switch (operation) {
      case "vector_database/query" -> done(shelf.get(input).query(input));
      case "vector_database/upsert" -> shelf.get(input).upsert(input);
      case "vector_database/delete" -> shelf.get(input).delete(input);
      case "vector_database/create_collection" -> done(shelf.create(input));
      case "vector_database/list_collections" -> done(shelf.list());
      case "vector_database/delete_collection" -> done(shelf.delete(input));
      case "health/check" -> done(healthReply());
      default ->
          throw ErrorCode.OPERATION_UNKNOWN
              .reject("the vector store has no operation " + operation)
              .asException();
    };
  }

  private static CompletionStage<JsonNode> done(JsonNode reply) {
    return CompletableFuture.completedFuture(reply);
  }

  private JsonNode healthReply() {
    Health health = now(shelf.problems());
    return JsonNodeFactory.instance
        .objectNode()
        .put("status", health.ready() ? "ready" : "degraded")
        .put("since", since.toString())
        .put("detail", health.detail());
  }

  @Override
  public CompletionStage<Void> reconfigure(JsonNode config) {
    settings = VectorStoreSettings.of(config);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Health> health() {
    return CompletableFuture.completedFuture(now(shelf.problems()));
  }

  private synchronized Health now(String problems) {
    Health health = problems.isEmpty() ? Health.READY : new Health(false, problems);
    if (health.ready() != last.ready()) {
      since = now();
    }
    last = health;
    return health;
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    shelf.close();
    writers.shutdown();
    IOUtils.closeWhileHandlingException(lock, root);
  }
}
