package io.kaicd.actors.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.egress.Behalf;
import io.kaicd.actors.egress.WayOut;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.call.PendingCall;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.call.Target;
import io.kaicd.contract.definition.ConfigDefaults;
import io.kaicd.contract.definition.Requirement;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.spi.Egress;
import io.kaicd.spi.ServiceContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one replica's plugin is given. */
final class ReplicaContext implements ServiceContext {
  private final HostParts parts;
  private final ServiceView service;
  private final PluginThreads threads;
  private final BiConsumer<String, List<String>> offers;
  private final WayOut egress;
  private final Path dataFolder;
  private final Caller caller;
  private final Caller atHome;
  private volatile JsonNode config;

  ReplicaContext(
      HostParts parts,
      ServiceView service,
      PluginThreads threads,
      BiConsumer<String, List<String>> offers) {
    this.parts = parts;
    this.service = service;
    this.threads = threads;
    this.offers = offers;
    this.dataFolder = folder(parts.dataFolder(), service.id());
    this.caller =
        new Caller(
            "service:" + service.id(),
            service.definition().requires().stream()
                .map(required -> "call:" + required.id())
                .collect(Collectors.toSet()));
    this.atHome =
        new Caller(
            caller.id(),
            Stream.concat(caller.scopes().stream(), Stream.of(Caller.LOCAL))
                .collect(Collectors.toSet()));
    JsonNode filled = config(service);
    this.config = filled;
    this.egress = parts.egress().open(service, filled, threads);
  }

  static JsonNode config(ServiceView service) {
    return ConfigDefaults.fill(service.definition().config(), service.spec().config());
  }

  private static Path folder(Path node, String service) {
    Path services = node.resolve("services").normalize();
    Path folder = services.resolve(service).normalize();
    if (!services.equals(folder.getParent())) {
      throw ErrorCode.SERVICE_INVALID.reject("a service's id is no path").asException();
    }
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  WayOut wayOut() {
    return egress;
  }

  void configured(JsonNode now) {
    config = now;
  }

  @Override
  public String serviceId() {
    return service.id();
  }

  @Override
  public JsonNode config() {
    return config;
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
    ServiceDefinition definition = service.definition();
    for (Requirement required : definition.requires()) {
      if (required.id().equals(capability)) {
        int bytes = (int) Math.min(Integer.MAX_VALUE, WireSize.of(input, Integer.MAX_VALUE - 1L));
        Behalf behalf = Behalf.current();
        CallRequest request =
            new CallRequest(
                Target.ANY,
                capability,
                operation,
                required.version(),
                input,
                bytes,
                // What it asks of others stays in the house as it does, or as its caller must.
                service.inHouse() || behalf.local() ? atHome : caller,
                behalf.actorOr(caller.id()));
        return told(parts.calls().get().unary(request), behalf);
      }
    }
    return CompletableFuture.failedFuture(
        ErrorCode.AUTH_FORBIDDEN
            .reject(definition.ref() + " does not require " + capability)
            .withRemedy("Name it in the definition's 'requires'")
            .asException());
  }

  /** Its reply, where what the plugin does with it is still for the same caller. */
  private static CompletionStage<JsonNode> told(PendingCall<Reply.Unary> call, Behalf behalf) {
    CompletableFuture<JsonNode> told = new CompletableFuture<>();
    var _ = call.reply().thenAccept(reply -> behalf.run(() -> tell(told, reply)));
    return told;
  }

  private static void tell(CompletableFuture<JsonNode> told, Reply.Unary reply) {
    switch (reply) {
      case Reply.Output output -> told.complete(output.output());
      case Reply.Refused refused -> told.completeExceptionally(refused.rejection().asException());
    }
  }

  @Override
  public void offer(String key, Collection<String> values) {
    offers.accept(key, List.copyOf(values));
  }

  @Override
  public Executor executor() {
    return threads;
  }
}
