package io.kaicd.tck;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.definition.Requirement;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.spi.Egress;
import io.kaicd.spi.ServiceContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;

/** What the kit gives a replica, watched. */
final class TckContext implements ServiceContext {
  private final Subject subject;
  private final Path dataFolder;
  private final WatchedEgress egress;
  private final ExecutorService executor;
  private final Map<String, List<String>> offered = new TreeMap<>();
  private final List<String> unasked = new ArrayList<>();
  private int called;

  TckContext(Subject subject, Path dataFolder, ExecutorService executor) {
    this.subject = subject;
    this.dataFolder = dataFolder;
    this.executor = executor;
    this.egress = new WatchedEgress(subject.upstream(), subject.egressBases());
  }

  WatchedEgress watchedEgress() {
    return egress;
  }

  synchronized Map<String, List<String>> offered() {
    return Map.copyOf(offered);
  }

  /** Capabilities that were called and that the definition does not require. */
  synchronized List<String> unasked() {
    return List.copyOf(unasked);
  }

  /** How often the world outside was asked for something. */
  int outside() {
    synchronized (this) {
      return called + egress.sent();
    }
  }

  @Override
  public String serviceId() {
    return "tck";
  }

  @Override
  public JsonNode config() {
    return subject.config();
  }

  @Override
  public Path dataFolder() {
    return dataFolder;
  }

  @Override
  public Egress egress() {
    return egress;
  }

  @Override
  public CompletionStage<JsonNode> call(String capability, String operation, JsonNode input) {
    Set<String> required =
        subject.definition().requires().stream().map(Requirement::id).collect(Collectors.toSet());
    synchronized (this) {
      called++;
      if (!required.contains(capability)) {
        unasked.add(capability + "/" + operation);
        return CompletableFuture.failedFuture(
            ErrorCode.CAPABILITY_UNKNOWN
                .reject("the definition does not require it")
                .asException());
      }
    }
    return subject.required().call(capability, operation, input);
  }

  @Override
  public synchronized void offer(String key, Collection<String> values) {
    offered.put(key, List.copyOf(values));
  }

  @Override
  public ExecutorService executor() {
    return executor;
  }
}
