package io.kaicd.actors.configuration;

import static io.kaicd.actors.configuration.Deciding.json;
import static io.kaicd.actors.configuration.Deciding.newProfile;
import static io.kaicd.actors.configuration.Deciding.patch;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.EffectiveConfiguration;
import io.kaicd.contract.configuration.ServiceConfiguration;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.RegistryView;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NodeConfigurationTest {
  private final Deciding given = new Deciding();
  private NodeLayer node = NodeLayer.NONE;
  private RegistryView registry = Samples.REGISTRY;
  private NodeConfiguration now = next(NodeConfiguration.EMPTY);

  private NodeConfiguration next(NodeConfiguration before) {
    return before.next(given.state(), registry, node, given.schemas);
  }

  private EffectiveConfiguration after(ConfigurationWrite... writes) {
    given.given(writes);
    now = next(now);
    return now.effective();
  }

  private ServiceConfiguration service(String id) {
    return Objects.requireNonNull(now.effective().service(id));
  }

  /** The services whose configuration is not what it was, those that came and went included. */
  private static SortedSet<String> affected(
      EffectiveConfiguration now, EffectiveConfiguration before) {
    SortedSet<String> all = new TreeSet<>(now.services().keySet());
    all.addAll(before.services().keySet());
    all.removeIf(id -> digest(now, id).equals(digest(before, id)));
    return all;
  }

  private static String digest(EffectiveConfiguration of, String service) {
    ServiceConfiguration configuration = of.service(service);
    return configuration == null ? "" : configuration.digest();
  }

  @Test
  void all_services_are_there_from_the_start() {
    assertThat(now.effective().services()).containsOnlyKeys("gpu", "cpu", "box");
    assertThat(affected(now.effective(), EffectiveConfiguration.EMPTY))
        .containsExactly("box", "cpu", "gpu");
    assertThat(now.effective().service("nobody")).isNull();
    assertThat(service("gpu").value().path("timeout").asText()).isEqualTo("PT60S");
  }

  @Test
  void only_what_a_change_concerns_is_computed_anew() {
    EffectiveConfiguration before = now.effective();
    ServiceConfiguration cpu = service("cpu");

    EffectiveConfiguration after = after(patch("dev", "{\"services\":{\"gpu\":{\"ratio\":2}}}"));

    assertThat(now.computed()).isEqualTo(1);
    assertThat(affected(after, before)).containsExactly("gpu");
    assertThat(service("cpu")).isSameAs(cpu);
    assertThat(after.revision()).isEqualTo(1);
    assertThat(before.service("gpu"))
        .extracting(c -> c.value().has("ratio"))
        .as("what a reader holds stays as it was")
        .isEqualTo(false);
  }

  @Test
  void a_change_that_comes_to_the_same_affects_nobody() {
    EffectiveConfiguration before = now.effective();

    EffectiveConfiguration after =
        after(
            patch("dev", "{\"services\":{\"gpu\":{\"timeout\":\"PT60S\"}}}"),
            patch("prod", "{\"services\":{\"cpu\":{\"ratio\":1}}}"));

    assertThat(now.computed()).isEqualTo(1);
    assertThat(affected(after, before)).isEmpty();
  }

  @Test
  void what_was_said_for_a_service_is_kept_apart_from_defaults_of_its_definition_and_the_host() {
    node = NodeLayer.of(Map.of("KAI_CONFIG_GPU__RATIO", "3"));
    after(
        patch(
            "dev",
            "{\"host\":{\"defaults\":{\"region\":\"127.0.0.1\"}},"
                + "\"services\":{\"gpu\":{\"timeout\":\"PT60S\"}}}"));

    assertThat(service("gpu").value().path("region").asText()).isEqualTo("127.0.0.1");
    assertThat(Objects.requireNonNull(now.made().get("gpu")).own())
        .isEqualTo(
            json(
                "{\"baseUrl\":\"http://gpu\",\"pool\":{\"size\":1},\"timeout\":\"PT60S\","
                    + "\"ratio\":3}"));
  }

  @Test
  void a_switch_of_profiles_affects_what_differs() {
    after(
        newProfile("night", "prod"),
        patch("prod", "{\"services\":{\"cpu\":{\"ratio\":1}},\"user\":{\"a\":1}}"));
    EffectiveConfiguration before = now.effective();

    EffectiveConfiguration after = after(new ConfigurationWrite.Activate("night"));

    assertThat(affected(after, before)).containsExactly("cpu");
    assertThat(after.profile()).isEqualTo("night");
    assertThat(after.user()).isEqualTo(json("{\"a\":1}"));
    assertThat(before.user()).isEqualTo(json("{}"));
  }

  @Test
  void the_registry_s_changes_count_too() {
    EffectiveConfiguration before = now.effective();

    registry =
        Samples.registry(
            Samples.service("gpu", Samples.CHAT, "{\"baseUrl\":\"http://new\"}"),
            Objects.requireNonNull(Samples.REGISTRY.service("cpu")));
    now = next(now);

    assertThat(now.computed()).isEqualTo(1);
    assertThat(affected(now.effective(), before)).containsExactly("box", "gpu");
  }

  @Test
  void a_profile_that_a_new_definition_refuses_is_left_out_and_told() {
    after(patch("dev", "{\"services\":{\"gpu\":{\"ratio\":2},\"cpu\":{\"ratio\":2}}}"));
    ObjectNode newer = Json.shared().convertValue(Samples.CHAT, ObjectNode.class);
    newer.put("version", "1.1.0");
    ((ObjectNode) newer.at("/config/properties")).remove("ratio");

    registry =
        Samples.registry(
            Samples.service(
                "gpu", Samples.definition(Json.text(newer)), "{\"baseUrl\":\"http://gpu\"}"),
            Objects.requireNonNull(Samples.REGISTRY.service("cpu")));
    now = next(now);

    assertThat(service("gpu").problems())
        .singleElement()
        .extracting(Fault::pointer, Fault::code)
        .containsExactly("/services/gpu/ratio", "profile.additionalProperties");
    JsonNode value = service("gpu").value();
    assertThat(value.has("ratio")).isFalse();
    assertThat(value.path("baseUrl").asText()).isEqualTo("http://gpu");
    assertThat(service("cpu").problems()).isEmpty();
  }

  @Test
  void step_by_step_and_at_once_come_to_the_same() {
    node = NodeLayer.of(Map.of("KAI_CONFIG_CPU__RATIO", "0.5"));
    after(
        patch(
            "dev",
            "{\"services\":{\"gpu\":{\"ratio\":2}},\"host\":{\"defaults\":{\"region\":\"x\"}}}"));
    after(newProfile("base", ""), new ConfigurationWrite.SetParent("dev", "base"));
    after(patch("base", "{\"services\":{\"gpu\":{\"retry\":{\"max\":1}}}}"));
    EffectiveConfiguration stepByStep = now.effective();

    EffectiveConfiguration atOnce = next(NodeConfiguration.EMPTY).effective();

    assertThat(stepByStep.services()).isEqualTo(atOnce.services());
    assertThat(affected(stepByStep, atOnce)).isEmpty();
    assertThat(next(now).computed()).isZero();
    assertThat(service("cpu").value().path("ratio").asDouble()).isEqualTo(0.5);
  }
}
