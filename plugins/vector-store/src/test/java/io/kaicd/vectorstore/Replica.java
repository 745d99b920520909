package io.kaicd.vectorstore;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.capability.CapabilityContract;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.capability.Operation;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.version.SemVer;
import io.kaicd.spi.Egress;
import io.kaicd.spi.Invocation;
import io.kaicd.spi.PluginService;
import io.kaicd.spi.ServiceContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/** A running vector store with a host's place taken by the test; checks each reply's schema. */
final class Replica implements ServiceContext, AutoCloseable {
  private static final CapabilityContract CONTRACT =
      Objects.requireNonNull(ContractCatalog.bundled().find("vector_database", SemVer.of("1.0.0")));

  static final String CONFIG =
      """
      {"candidates":64,"commitPoints":20000,"commitWait":"PT0S","minFreeMiB":0}
      """;

  private final Path folder;
  private final String config;
  private final PluginService service;
  private volatile List<String> offered = List.of();

  Replica(Path folder) {
    this(folder, Disk.REAL);
  }

  Replica(Path folder, Disk disk) {
    this(folder, disk, CONFIG);
  }

  Replica(Path folder, Disk disk, String config) {
    this(folder, disk, config, VectorStorePlugin.QUIET);
  }

  Replica(Path folder, Disk disk, String config, Duration quiet) {
    this.folder = folder;
    this.config = config;
    this.service = VectorStoreService.open(this, disk, quiet);
  }

  CompletionStage<JsonNode> send(String operation, JsonNode input) {
    return service.call(new Call(operation, input));
  }

  CompletionStage<JsonNode> send(String operation, String input) {
    return send(operation, Json.parse(input));
  }

  /** Input and reply are held against the contract, as the host does. */
  JsonNode call(String operation, String input) {
    JsonNode parsed = Json.parse(input);
    Operation contract = Objects.requireNonNull(CONTRACT.operations().get(operation));
    if (!contract.checkInput(parsed).isEmpty()) {
      throw new AssertionError("the test's input breaks the contract: " + input);
    }
    JsonNode reply = send(operation, parsed).toCompletableFuture().join();
    var faults = contract.output().check(Json.parse(Json.bytes(reply)));
    if (!faults.isEmpty()) {
      throw new AssertionError("the reply breaks the contract: " + faults);
    }
    return Json.parse(Json.bytes(reply));
  }

  Rejection refusal(String operation, String input) {
    try {
      JsonNode reply = call(operation, input);
      throw new AssertionError("not refused: " + reply);
    } catch (CompletionException e) {
      if (e.getCause() instanceof RejectedException rejected) {
        return rejected.rejection();
      }
      throw e;
    }
  }

  PluginService service() {
    return service;
  }

  List<String> offered() {
    return offered;
  }

  @Override
  public String serviceId() {
    return "notes";
  }

  @Override
  public JsonNode config() {
    return Json.parse(config);
  }

  @Override
  public Path dataFolder() {
    return folder;
  }

  @Override
  public Egress egress() {
    throw new UnsupportedOperationException("a vector store calls nobody");
  }

  @Override
  public CompletionStage<JsonNode> call(String capability, String operation, JsonNode input) {
    throw new UnsupportedOperationException("a vector store calls nobody");
  }

  @Override
  public void offer(String key, Collection<String> values) {
    if (key.equals("collection")) {
      offered = List.copyOf(values);
    }
  }

  @Override
  public Executor executor() {
    return ForkJoinPool.commonPool();
  }

  @Override
  public void close() {
    service.close();
  }

  private record Call(String operation, JsonNode input) implements Invocation {
    @Override
    public String callId() {
      return "c_test";
    }

    @Override
    public String capability() {
      return operation.equals("check") ? "health" : "vector_database";
    }

    @Override
    public SemVer contract() {
      return SemVer.of("1.0.0");
    }

    @Override
    public Instant deadline() {
      return Instant.MAX;
    }

    @Override
    public boolean cancelled() {
      return false;
    }

    @Override
    public void onCancel(Runnable action) {}

    @Override
    public void upstreamStatus(int status) {}
  }
}
