package io.kaicd.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.capability.Operation;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.version.SemVer;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent, and what replies are made into; each result is checked against the contract. */
class ShapesTest {
  private static final String FLOATS = "[1.5,-2.0]";
  private static final String PACKED = "\"AADAPwAAAMA=\""; // 1.5 and -2.0, little-endian

  private static Operation operation(String capability, String name) {
    return Objects.requireNonNull(
        Objects.requireNonNull(
                ContractCatalog.bundled().find(capability, SemVer.of("1.0.0")), capability)
            .operation(name));
  }

  @Test
  void extraIsMergedAndReplacesNothing() {
    JsonNode input =
        Json.parse(
            """
            {"model":"m","messages":[{"role":"user","content":"x"}],
             "extra":{"top_k":5,"model":"other","stream":true,
                      "stream_options":{"x":1,"include_usage":false}}}""");
    String before = input.toString();

    JsonNode unary = Json.parse(Chat.unary(input, Configs.config()));
    JsonNode streamed = Json.parse(Chat.streamed(input, Configs.config()));

    assertThat(unary)
        .isEqualTo(
            Json.parse(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"top_k\":5}"));
    assertThat(streamed.path("stream").asBoolean()).isTrue();
    assertThat(streamed.path("stream_options"))
        .isEqualTo(Json.parse("{\"x\":1,\"include_usage\":true}"));
    assertThat(input).hasToString(before);
  }

  @Test
  void aRequestWithoutAModelGetsTheFirstConfigured() {
    JsonNode input = Json.parse("{\"messages\":[]}");

    assertThat(Chat.request(input, Configs.config("a", "b")).path("model").asText()).isEqualTo("a");
    assertThat(Chat.request(input, Configs.config()).has("model")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "float|" + FLOATS + "|" + FLOATS,
        "float|" + PACKED + "|" + FLOATS,
        "base64|" + FLOATS + "|" + PACKED,
        "base64|" + PACKED + "|" + PACKED,
      })
  void anEmbeddingComesInTheEncodingThatWasAskedFor(String asked, String sent, String expected) {
    JsonNode input =
        Json.parse("{\"model\":\"m\",\"input\":[\"x\"],\"encoding_format\":\"" + asked + "\"}");
    JsonNode reply =
        Json.parse(
            "{\"data\":[{\"embedding\":" + sent + ",\"index\":0,\"more\":1}],\"usage\":null}");

    JsonNode shaped = Embeddings.reply(input, reply);

    assertThat(shaped.at("/data/0/embedding").toString()).isEqualTo(expected);
    assertThat(shaped.path("model").asText()).isEqualTo("m");
    assertThat(operation("embedding", "embed").output().check(shaped)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"data\":[]}",
        "{\"data\":[{\"embedding\":[1]},{\"embedding\":[1]}]}",
        "{\"data\":[{\"embedding\":[]}]}",
        "{\"data\":[{\"embedding\":[\"a\"]}]}",
        "{\"data\":[{\"embedding\":\"!!\"}]}",
        "{\"data\":[{\"embedding\":\"AADA\"}]}",
        "{\"data\":[{\"embedding\":\"AADAfw==\"}]}",
        "{\"data\":[{}]}",
        "{\"error\":{\"message\":\"no\"}}",
      })
  void anEmbeddingThatIsNoneIsRefused(String reply) {
    JsonNode input = Json.parse("{\"input\":\"x\"}");

    assertThatThrownBy(() -> Embeddings.reply(input, Json.parse(reply)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("upstream.");
  }

  @Test
  void aFloatTooLargeForItsEncodingIsRefused() {
    JsonNode input = Json.parse("{\"input\":\"x\",\"encoding_format\":\"base64\"}");

    assertThatThrownBy(
            () -> Embeddings.reply(input, Json.parse("{\"data\":[{\"embedding\":[1e300]}]}")))
        .isInstanceOf(RejectedException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"data\":null}|0",
        "{\"object\":\"list\",\"data\":[]}|0",
        "{\"data\":[{\"id\":\"a\",\"created\":1.5,\"owned_by\":null,\"permission\":[]}]}|1",
        "{\"object\":\"x\",\"data\":[{\"id\":\"a\",\"created\":3},{\"id\":\"b\"}]}|2",
      })
  void aListOfModelsIsMadeToFit(String reply, int count) {
    JsonNode list = Models.reply(Json.parse(reply));

    assertThat(list.path("data")).hasSize(count);
    assertThat(operation("llm_chat", "list_models").output().check(list)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"data\":{}}", "{\"data\":[{\"id\":\"\"}]}"})
  void aListOfModelsThatIsNoneIsRefused(String reply) {
    assertThatThrownBy(() -> Models.reply(Json.parse(reply)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("upstream.invalid");
  }

  @Test
  void aChunkWithUsageOnlyFitsTheContract() {
    JsonNode chunk = Chat.chunk(Json.parse("{\"choices\":null,\"usage\":{\"prompt_tokens\":1}}"));

    assertThat(operation("llm_chat", "chat").chunk().check(chunk)).isEmpty();
  }
}
