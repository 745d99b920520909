package io.kaicd.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.spi.Egress;
import io.kaicd.spi.Plugin;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.extension.ExtendWith;

/** The kit on the echo, with the fault that its run is configured for. */
@ExtendWith(PlantedFault.class)
class EchoTck extends AbstractPluginTck {
  private final Fault fault;
  private final EchoPlugin plugin;

  EchoTck(Fault fault) {
    this.fault = fault;
    this.plugin = fault == Fault.UNLISTED ? new EchoPlugin.Unlisted() : new EchoPlugin(fault);
  }

  @Override
  protected Plugin plugin() {
    return plugin;
  }

  @Override
  protected String definition() {
    return "echo";
  }

  @Override
  protected JsonNode config() {
    return Json.parse("{\"base\":\"http://upstream.test/v1\"}");
  }

  @Override
  protected long work() {
    return plugin.work();
  }

  @Override
  protected Duration patience() {
    return Duration.ofSeconds(3);
  }

  @Override
  protected Duration quiet() {
    return Duration.ofMillis(40);
  }

  @Override
  protected Egress upstream() {
    return request ->
        request.uri().getPath().endsWith("/slow")
            ? new CompletableFuture<>()
            : CompletableFuture.completedFuture(ScriptedReply.ok("fetched"));
  }

  @Override
  protected RequiredCapabilities required() {
    return (capability, operation, input) ->
        CompletableFuture.completedFuture(Json.parse("{\"data\":[{\"id\":\"mini\"}]}"));
  }

  @Override
  protected void samples(Samples samples) {
    samples
        .answers(
            "echo/say",
            "{\"text\":\"good morning\"}",
            output -> assertThat(output.path("text").asText()).isEqualTo("good morning"))
        .streams(
            "echo/say", "{\"text\":\"one two three\"}", chunks -> assertThat(chunks).hasSize(3))
        .refuses("echo/say", "{\"text\":\" \"}", ErrorCode.INPUT_INVALID)
        .refusesStream("echo/say", "{\"text\":\" \"}", ErrorCode.INPUT_INVALID)
        .answers("echo/wait", "{\"forever\":false}")
        .answers("echo/fetch", "{\"path\":\"/quick\"}")
        .answers("echo/ask", fault == Fault.SAMPLE_INVALID ? "{\"text\":1}" : "{}")
        .slow("echo/wait", "{\"forever\":true}")
        .slow("echo/fetch", "{\"path\":\"/slow\"}")
        .reconfigures(
            "{\"base\":\"http://upstream.test/v1\",\"prefix\":\"you said: \"}",
            "echo/say",
            "{\"text\":\"hello\"}",
            output -> assertThat(output.path("text").asText()).isEqualTo("you said: hello"))
        .refusesConfig("{\"base\":\"http://upstream.test/v1\",\"prefix\":\"forbidden\"}");
  }
}
