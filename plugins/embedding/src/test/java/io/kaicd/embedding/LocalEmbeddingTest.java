package io.kaicd.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.spi.Plugin;
import io.kaicd.tck.AbstractPluginTck;
import io.kaicd.tck.Samples;
import java.time.Duration;

/** The plugin's contract, by the conformance kit. */
class LocalEmbeddingTest extends AbstractPluginTck {
  /** Thousands of texts of the full length: minutes of work. */
  private static String slow() {
    var request = Json.shared().createObjectNode();
    var input = request.putArray("input");
    for (int i = 0; i < 2_000; i++) {
      input.add("word ".repeat(300));
    }
    return request.toString();
  }

  @Override
  protected Plugin plugin() {
    return new EmbeddingPlugin();
  }

  @Override
  protected String definition() {
    return "local-embedding";
  }

  @Override
  protected Duration patience() {
    return Duration.ofSeconds(60);
  }

  @Override
  protected void samples(Samples samples) {
    samples
        .answers(
            "embedding/list_models",
            "{}",
            output -> assertThat(output.at("/data/0/id").asText()).isEqualTo(Model.NAME))
        .answers(
            "embedding/embed",
            "{\"input\":\"How do refunds work?\"}",
            output -> {
              assertThat(output.at("/data/0/embedding")).hasSize(Model.DIMENSION);
              assertThat(output.at("/usage/prompt_tokens").asInt())
                  .isEqualTo(8); // [CLS] how do ref ##unds work ? [SEP]
            })
        .answers(
            "embedding/embed",
            "{\"input\":[\"one\",\"two\"],\"model\":\"all-MiniLM-L6-v2\",\"dimensions\":384,"
                + "\"encoding_format\":\"base64\"}",
            output -> assertThat(output.at("/data/1/embedding").asText()).hasSize(2_048))
        .refuses(
            "embedding/embed",
            "{\"input\":\"x\",\"model\":\"text-embedding-3-small\"}",
            ErrorCode.MODEL_UNKNOWN)
        .refuses("embedding/embed", "{\"input\":\"x\",\"model\":\"\"}", ErrorCode.MODEL_UNKNOWN)
        .refuses("embedding/embed", "{\"input\":\"x\",\"dimensions\":256}", ErrorCode.INPUT_INVALID)
        .refuses(
            "embedding/embed",
            "{\"input\":\"x\",\"dimensions\":4294967680}", // 384 in 32 bits
            ErrorCode.INPUT_INVALID)
        .slow("embedding/embed", slow());
  }
}
