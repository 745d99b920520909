package io.kaicd.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.capability.CompiledSchema;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.definition.CapabilityRef;
import io.kaicd.contract.definition.HostApi;
import io.kaicd.contract.definition.Reconfigure;
import io.kaicd.contract.definition.ServiceDefinition;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import io.kaicd.spi.Plugin;
import java.time.Duration;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectorDefinitionTest {
  private final JsonNode document = new ConnectorPlugin().definitions().getFirst();

  @Test
  void theDefinitionFitsItsSchemaThisHostAndThisPlugin() throws JsonProcessingException {
    CompiledSchema schema =
        CompiledSchema.of(
            ContractCatalog.resource("/io/kaicd/contract/schemas/service-definition.json"));
    ServiceDefinition definition = Json.shared().treeToValue(document, ServiceDefinition.class);
    ContractCatalog contracts = ContractCatalog.bundled();

    assertThat(schema.check(document)).isEmpty();
    assertThat(definition.ref()).isEqualTo("openai-compatible@1.0.0");
    assertThat(definition.host().accepts(HostApi.VERSION)).isTrue();
    assertThat(definition.implementation().version().accepts(new ConnectorPlugin().version()))
        .isTrue();
    assertThat(definition.reconfigure()).isEqualTo(Reconfigure.IN_PLACE);
    for (CapabilityRef ref : definition.capabilities()) {
      assertThat(contracts.find(ref.id(), ref.version())).as(ref.ref()).isNotNull();
    }
  }

  @Test
  void thePluginIsFoundAsHostsFindIt() {
    assertThat(ServiceLoader.load(Plugin.class).stream().map(ServiceLoader.Provider::get))
        .anyMatch(plugin -> plugin.id().equals("connector"));
  }

  @Test
  void theDefaultsOfTheSchemaMakeAConfiguration() {
    ObjectNode config = Configs.defaults(document).put("baseUrl", "http://127.0.0.1:11434/v1/");

    ConnectorConfig read = ConnectorConfig.of(config);

    assertThat(CompiledSchema.of(document.get("config")).check(config)).isEmpty();
    assertThat(read.chat()).hasToString("http://127.0.0.1:11434/v1/chat/completions");
    assertThat(read.embeddings()).hasToString("http://127.0.0.1:11434/v1/embeddings");
    assertThat(read.modelList()).hasToString("http://127.0.0.1:11434/v1/models");
    assertThat(read.firstByteTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(read.idleTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(read.streamUsage()).isTrue();
  }

  @Test
  void anotherProviderOfTheDialectIsDataOnly() {
    ObjectNode config = Configs.defaults(document).put("baseUrl", "https://host.example/openai");
    config
        .putObject("paths")
        .put("chat", "/deployments/x/chat/completions?api-version=1")
        .put("embeddings", "/deployments/e/embeddings?api-version=1")
        .put("models", "/models?api-version=1");

    ConnectorConfig read = ConnectorConfig.of(config);

    assertThat(read.chat())
        .hasToString("https://host.example/openai/deployments/x/chat/completions?api-version=1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://h/v1", "h:80/v1", "http:///v1", "http://a b/v1", ""})
  void anAddressThatIsNoneIsRefused(String baseUrl) {
    ObjectNode config = Configs.defaults(document).put("baseUrl", baseUrl);

    assertThatThrownBy(() -> ConnectorConfig.of(config))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("service.invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-5S", "P1M", "soon"})
  void aTimeOutThatIsNoneIsRefused(String duration) {
    ObjectNode config =
        Configs.defaults(document).put("baseUrl", "http://h/v1").put("idleTimeout", duration);

    assertThatThrownBy(() -> ConnectorConfig.of(config))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("idleTimeout");
  }
}
