package io.kaicd.actors.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.actors.journal.Golden;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.ServiceSpec;
import io.kaicd.contract.version.SemVer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RegistryEventCodecTest {
  static Stream<RegistryEvent> events() {
    ServiceSpec spec =
        new ServiceSpec(
            "chat@^1",
            true,
            Json.parse("{\"baseUrl\":\"http://gpu.lan\",\"n\":[1,2.5,true,null]}"),
            Map.of("apiKey", ServiceSpec.SecretRef.env("KAI_SECRET_GPU")),
            new ServiceSpec.Placement("laptop"),
            Map.of("a", "1", "b", "2", "c", "3", "d", "4"),
            List.of("llm_chat"));
    return Stream.of(
        new RegistryEvent.DefinitionInstalled(
            Samples.BY,
            Samples.definition("1.0.0"),
            "sha256:00ff",
            List.of("gpu"),
            List.of(new RegistryEvent.Kept("cpu", "/config/baseUrl"))),
        new RegistryEvent.DefinitionRemoved(Samples.BY, "chat", SemVer.of("1.0.0")),
        new RegistryEvent.ServicePut(Samples.BY, "gpu", spec, SemVer.of("1.0.0"), 7),
        new RegistryEvent.ServiceRemoved(Samples.BY, "gpu"),
        new RegistryEvent.ServiceQuarantined(Samples.BY, "gpu", "it crashed 5 times"),
        new RegistryEvent.ServiceReleased(Samples.BY, "gpu"));
  }

  @ParameterizedTest
  @MethodSource("events")
  void each_event_is_written_and_read_as_recorded(RegistryEvent event) {
    String manifest = RegistryStream.STREAM.events().manifest(event);

    byte[] golden =
        Golden.check(
            "registry/" + manifest.replace('/', '-'), RegistryStream.STREAM.events().encode(event));

    assertThat(RegistryStream.STREAM.events().decode(manifest, golden)).isEqualTo(event);
  }

  @Test
  void every_event_has_a_golden_file() {
    assertThat(events().map(Object::getClass))
        .containsExactlyInAnyOrder(RegistryEvent.class.getPermittedSubclasses());
  }

  @Test
  void a_put_of_old_counts_generations_from_1() {
    byte[] old = Golden.recorded("registry/service-put-1");

    assertThat(RegistryStream.STREAM.events().decode("service-put/1", old))
        .isInstanceOfSatisfying(
            RegistryEvent.ServicePut.class,
            put -> {
              assertThat(put.id()).isEqualTo("gpu");
              assertThat(put.first()).isEqualTo(1);
            });
  }

  @Test
  void an_unknown_event_is_refused() {
    byte[] body =
        RegistryStream.STREAM.events().encode(new RegistryEvent.ServiceRemoved(Samples.BY, "gpu"));

    assertThatThrownBy(() -> RegistryStream.STREAM.events().decode("service-renamed/1", body))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("service-renamed/1");
    assertThatThrownBy(() -> RegistryStream.STREAM.events().decode("service-put/2", body))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
