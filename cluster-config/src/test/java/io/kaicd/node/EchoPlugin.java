package io.kaicd.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.version.SemVer;
import io.kaicd.spi.Invocation;
import io.kaicd.spi.Plugin;
import io.kaicd.spi.PluginService;
import io.kaicd.spi.ServiceContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A capability that does nothing but answer, with a contract of its own: what a call costs. Asked
 * for its word it tells it, and it takes any but a bad one.
 */
public final class EchoPlugin implements Plugin {
  @Override
  public String id() {
    return "echo";
  }

  @Override
  public SemVer version() {
    return SemVer.of("1.0.0");
  }

  @Override
  public List<JsonNode> contracts() {
    return List.of(
        Json.parse(
            """
            {"$schema":"/schemas/capability/1.json","id":"echo","version":"1.0.0","title":"Echo",
             "operations":{"echo":{"effect":"read","mode":["unary"],
               "input":{"$ref":"#/$defs/Message"},"output":{"$ref":"#/$defs/Message"}}},
             "$defs":{"Message":{"type":"object","required":["text"],"additionalProperties":false,
               "properties":{"text":{"type":"string","maxLength":1000},
                             "times":{"type":"integer","minimum":1,"maximum":10}}}}}"""));
  }

  @Override
  public List<JsonNode> definitions() {
    return List.of(
        Json.parse(
            """
            {"id":"echo","version":"1.0.0","host":"^1.0.0","title":"Echo","category":"test",
             "implementation":{"plugin":"echo","version":"^1.0.0"},
             "capabilities":[{"id":"echo","version":"1.0.0"}],"reconfigure":"in-place",
             "config":{"type":"object","additionalProperties":false,
               "properties":{"word":{"type":"string","default":""}}}}"""),
        Json.parse(
            """
            {"id":"echo-with-data","version":"1.0.0","host":"^1.0.0","title":"Echo","category":"test",
             "implementation":{"plugin":"echo","version":"^1.0.0"},
             "capabilities":[{"id":"echo","version":"1.0.0"}],"reconfigure":"restart",
             "run":{"instances":"one","data":"node"},
             "config":{"type":"object","additionalProperties":false,
               "properties":{"word":{"type":"string","default":""}}}}"""));
  }

  private static String word(JsonNode config) {
    String word = config.path("word").asText();
    if (word.startsWith("bad")) {
      throw ErrorCode.SERVICE_INVALID.reject("not this word").asException();
    }
    return word;
  }

  @Override
  public PluginService start(ServiceContext context) {
    String first = word(context.config());
    return new PluginService() {
      private volatile String word = first;

      @Override
      public CompletionStage<JsonNode> call(Invocation invocation) {
        JsonNode input = invocation.input();
        return CompletableFuture.completedFuture(
            input.path("text").asText().equals("word?")
                ? JsonNodeFactory.instance.objectNode().put("text", word)
                : input);
      }

      @Override
      public CompletionStage<Void> reconfigure(JsonNode config) {
        word = word(config);
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public void close() {
        // it holds nothing
      }
    };
  }
}
