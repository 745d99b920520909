package io.kaicd.actors.configuration;

import static io.kaicd.actors.configuration.Deciding.json;
import static io.kaicd.actors.configuration.Deciding.patch;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.ServiceView;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ConfiguredServicesTest {
  private final Deciding given = new Deciding();
  private final ConfiguredServices services =
      new ConfiguredServices(new Registry(), NodeLayer.NONE, given.schemas);

  private ServiceView gpu() {
    services.onState(given.state());
    return Objects.requireNonNull(services.view().services().get("gpu"));
  }

  @Test
  void a_service_is_shown_with_all_layers_and_with_what_is_its_own() {
    ServiceView gpu = gpu();

    assertThat(gpu.spec().config().path("timeout").asText()).isEqualTo("PT60S");
    assertThat(gpu.own()).isEqualTo(json("{\"baseUrl\":\"http://gpu\",\"pool\":{\"size\":1}}"));
  }

  @Test
  void a_default_that_a_profile_says_too_becomes_its_own_and_stays_so_until_it_is_taken_back() {
    ServiceView before = gpu();

    given.given(patch("dev", "{\"services\":{\"gpu\":{\"timeout\":\"PT60S\"}}}"));
    ServiceView said = gpu();
    given.given(patch("dev", "{\"services\":{\"gpu\":{\"timeout\":null}}}"));

    assertThat(said.spec()).isEqualTo(before.spec());
    assertThat(said.own().path("timeout").asText()).isEqualTo("PT60S");
    assertThat(said.runsAs(before)).as("the way out is to hear of it").isFalse();
    assertThat(gpu().runsAs(before)).isTrue();
  }

  @Test
  void the_log_says_where_the_environment_hides_the_active_profile() {
    NodeLayer node = NodeLayer.of(Map.of("KAI_CONFIG_GPU__TIMEOUT", "PT9S"));
    try (ClashLines lines = new ClashLines()) {
      ConfiguredServices hidden = new ConfiguredServices(new Registry(), node, given.schemas);
      hidden.onState(given.state());
      given.given(patch("prod", "{\"services\":{\"gpu\":{\"timeout\":\"PT5S\"}}}"));
      hidden.onState(given.state());
      assertThat(lines.all()).as("of one that is not active").isEmpty();

      given.given(new ConfigurationWrite.Activate("prod"));
      hidden.onState(given.state());

      assertThat(lines.all())
          .containsExactly(
              "the environment clashes with the configuration: KAI_CONFIG_GPU__TIMEOUT hides"
                  + " /services/gpu/timeout of profile 'prod'");
    }
  }

  private static final class Registry implements ReadRegistry {
    @Override
    public RegistryView view() {
      return Samples.REGISTRY;
    }

    @Override
    public void subscribe(Consumer<RegistryView> listener) {
      listener.accept(view());
    }
  }
}
