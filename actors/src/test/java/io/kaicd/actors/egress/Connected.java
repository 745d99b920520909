package io.kaicd.actors.egress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.connector.ConnectorPlugin;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.json.Json;
import io.kaicd.spi.Egress;
import io.kaicd.spi.PluginService;
import io.kaicd.spi.ServiceContext;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The connector, by its shipped definition, on the real way out to an upstream. */
final class Connected implements AutoCloseable {
  static final String KEY = "zz-owner-key-1234567890";

  final Gates gates = new Gates();
  final ServiceEgress egress;
  final PluginService service;

  Connected(ScriptedUpstream upstream) {
    this(upstream, Json.shared().createObjectNode());
  }

  /**
   * @param options over the configuration's defaults
   */
  Connected(ScriptedUpstream upstream, ObjectNode options) {
    gates.environment.put("KAI_SECRET_T", KEY);
    ServiceDefinition definition = definition();
    ObjectNode config = defaults(definition.config());
    config.put("baseUrl", upstream.origin() + "/v1").setAll(options);
    egress = gates.bound(definition, Definitions.spec(Map.of("apiKey", "KAI_SECRET_T")), config);
    service = new ConnectorPlugin().start(new Context(config));
  }

  private static ServiceDefinition definition() {
    try {
      return Json.shared()
          .treeToValue(new ConnectorPlugin().definitions().getFirst(), ServiceDefinition.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode defaults(JsonNode schema) {
    ObjectNode config = Json.shared().createObjectNode();
    schema
        .path("properties")
        .propertyStream()
        .filter(property -> property.getValue().has("default"))
        .forEach(property -> config.set(property.getKey(), property.getValue().get("default")));
    return config;
  }

  @Override
  public void close() {
    service.close();
    egress.close();
    gates.close();
  }

  private final class Context implements ServiceContext {
    private final JsonNode config;

    Context(JsonNode config) {
      this.config = config;
    }

    @Override
    public String serviceId() {
      return "gpu";
    }

    @Override
    public JsonNode config() {
      return config;
    }

    @Override
    public Path dataFolder() {
      throw new UnsupportedOperationException("a connector keeps no data");
    }

    @Override
    public Egress egress() {
      return egress;
    }

    @Override
    public CompletionStage<JsonNode> call(String capability, String operation, JsonNode input) {
      return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public void offer(String key, Collection<String> values) {
      throw new UnsupportedOperationException("the host asks for the models");
    }

    @Override
    public Executor executor() {
      return gates.threads;
    }
  }
}
