package io.kaicd.actors.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.journal.Golden;
import io.kaicd.contract.json.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigurationEventCodecTest {
  static Stream<ConfigurationEvent> events() {
    JsonNode layer =
        Json.parse(
            """
            {"host":{"defaults":{"region":"eu"}},"user":{"n":[1,2.5,true,null,9007199254740993]},
             "services":{"gpu":{"baseUrl":"http://gpu.lan"}}}""");
    return Stream.of(
        new ConfigurationEvent.ProfileCreated(Samples.BY, 1, "mine", "dev"),
        new ConfigurationEvent.ProfileDeleted(Samples.BY, 2, "mine"),
        new ConfigurationEvent.ParentSet(Samples.BY, 3, "prod", ""),
        new ConfigurationEvent.ProfilePatched(
            Samples.BY, 4, "dev", Json.parse("{\"services\":{\"gpu\":{\"a\":null,\"b\":1}}}")),
        new ConfigurationEvent.ProfilePromoted(
            Samples.BY, 5, "prod", "dev", 4, List.of("user", "services.gpu"), layer),
        new ConfigurationEvent.ProfileRolledBack(Samples.BY, 6, "prod", 0, "dev", layer),
        new ConfigurationEvent.ProfileActivated(Samples.BY, 7, "prod", "dev"),
        new ConfigurationEvent.ProfilesImported(
            Samples.BY,
            8,
            new TreeMap<>(
                Map.of(
                    "a", new ConfigurationEvent.Imported("", layer),
                    "b", new ConfigurationEvent.Imported("a", Json.parse("{}"))))),
        new ConfigurationEvent.ChangeUndone(
            Samples.BY,
            9,
            8,
            new TreeMap<>(
                Map.of(
                    "a", new ConfigurationEvent.Undone("", Json.parse("{\"user\":{\"n\":null}}")))),
            List.of("b"),
            "dev",
            List.of(new ConfigurationEvent.Switch(7, "prod", "dev"))));
  }

  @ParameterizedTest
  @MethodSource("events")
  void each_event_is_written_and_read_as_recorded(ConfigurationEvent event) {
    String manifest = ConfigurationStream.STREAM.events().manifest(event);

    byte[] golden =
        Golden.check(
            "configuration/" + manifest.replace('/', '-'),
            ConfigurationStream.STREAM.events().encode(event));

    assertThat(ConfigurationStream.STREAM.events().decode(manifest, golden)).isEqualTo(event);
  }

  @Test
  void every_event_has_a_golden_file() {
    assertThat(events().map(Object::getClass))
        .containsExactlyInAnyOrder(ConfigurationEvent.class.getPermittedSubclasses());
  }

  @Test
  void an_unknown_event_is_refused() {
    byte[] body =
        ConfigurationStream.STREAM
            .events()
            .encode(new ConfigurationEvent.ProfileDeleted(Samples.BY, 1, "mine"));

    assertThatThrownBy(() -> ConfigurationStream.STREAM.events().decode("profile-renamed/1", body))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("profile-renamed/1");
    assertThatThrownBy(() -> ConfigurationStream.STREAM.events().decode("profile-patched/1", body))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_state_keeps_its_bytes() {
    ConfigurationState state =
        ConfigurationState.INITIAL
            .apply(new ConfigurationEvent.ProfileCreated(Samples.BY, 1, "mine", "dev"))
            .apply(
                new ConfigurationEvent.ProfilePatched(
                    Samples.BY, 2, "mine", Json.parse("{\"user\":{\"n\":[1,2.5,true]}}")))
            .apply(
                new ConfigurationEvent.ChangeUndone(
                    Samples.BY,
                    3,
                    2,
                    new TreeMap<>(
                        Map.of(
                            "mine",
                            new ConfigurationEvent.Undone("dev", Json.parse("{\"user\":null}")))),
                    List.of(),
                    "",
                    List.of()))
            .apply(new ConfigurationEvent.ProfileActivated(Samples.BY, 4, "prod", "dev"))
            .apply(
                new ConfigurationEvent.ChangeUndone(
                    Samples.BY, 5, 4, new TreeMap<>(), List.of(), "dev", List.of()))
            .apply(new ConfigurationEvent.ProfileActivated(Samples.BY, 6, "mine", "dev"));
    var states = ConfigurationStream.STREAM.states();

    byte[] golden =
        Golden.check("snapshot/" + states.manifest().replace('/', '-'), states.encode(state));

    assertThat(states.decode(states.manifest(), golden)).isEqualTo(state);
    assertThat(states.encode(states.decode(states.manifest(), golden))).isEqualTo(golden);
  }

  @Test
  void a_state_from_before_changes_were_taken_back_is_read_as_its_events_are() {
    ConfigurationState state =
        ConfigurationState.INITIAL
            .apply(new ConfigurationEvent.ProfileCreated(Samples.BY, 1, "mine", "dev"))
            .apply(
                new ConfigurationEvent.ProfilePatched(
                    Samples.BY, 2, "mine", Json.parse("{\"user\":{\"n\":[1,2.5,true]}}")));
    byte[] then = Golden.recorded("snapshot/configuration-1");

    assertThat(ConfigurationStream.STREAM.states().decode("configuration/1", then))
        .isEqualTo(state);
  }
}
