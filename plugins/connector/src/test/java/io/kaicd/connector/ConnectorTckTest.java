package io.kaicd.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.spi.Egress;
import io.kaicd.spi.Plugin;
import io.kaicd.tck.AbstractPluginTck;
import io.kaicd.tck.Samples;

class ConnectorTckTest extends AbstractPluginTck {
  private static String asking(String model) {
    return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"
        .formatted(model);
  }

  @Override
  protected Plugin plugin() {
    return new ConnectorPlugin();
  }

  @Override
  protected String definition() {
    return "openai-compatible";
  }

  @Override
  protected JsonNode config() {
    return Json.parse("{\"baseUrl\":\"http://upstream.example/v1\"}");
  }

  @Override
  protected Egress upstream() {
    return new FakeUpstream();
  }

  @Override
  protected void samples(Samples samples) {
    samples
        .answers("llm_chat/chat", asking("m"))
        .streams("llm_chat/chat", asking("m"), chunks -> assertThat(chunks).hasSize(3))
        .refuses("llm_chat/chat", asking("gone"), ErrorCode.MODEL_UNKNOWN)
        .refusesStream("llm_chat/chat", asking("gone"), ErrorCode.MODEL_UNKNOWN)
        .answers("llm_chat/list_models", "{}", list -> assertThat(list.path("data")).hasSize(2))
        .answers(
            "embedding/embed",
            "{\"input\":\"x\",\"encoding_format\":\"base64\"}",
            reply -> assertThat(reply.at("/data/0/embedding").asText()).isEqualTo("AAAAPwAAgD8="))
        .answers("embedding/list_models", "{}")
        .slow("llm_chat/chat", asking("slow"))
        .slowStream("llm_chat/chat", asking("slow"))
        .reconfigures(
            "{\"baseUrl\":\"http://upstream.example/v1\",\"models\":[\"only\"]}",
            "llm_chat/list_models",
            "{}",
            list -> assertThat(list.at("/data/0/id").asText()).isEqualTo("only"))
        .refusesConfig("{\"baseUrl\":\"ftp://upstream.example/v1\"}");
  }
}
