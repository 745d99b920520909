package io.kaicd.actors.configuration;

import static io.kaicd.actors.configuration.Deciding.json;
import static io.kaicd.actors.configuration.Deciding.newProfile;
import static io.kaicd.actors.configuration.Deciding.patch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.Difference;
import io.kaicd.contract.configuration.Explanation;
import io.kaicd.contract.configuration.Explanation.Hidden;
import io.kaicd.contract.configuration.Explanation.Origin;
import io.kaicd.contract.configuration.History;
import io.kaicd.contract.configuration.Moment;
import io.kaicd.contract.configuration.Source;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileReaderTest {
  private final Deciding given =
      new Deciding()
          .given(
              newProfile("base", ""),
              newProfile("mine", "base"),
              patch(
                  "base",
                  """
                  {"host":{"defaults":{"region":"eu","timeout":"PT1S"}},
                   "services":{"gpu":{"timeout":"PT2S","maxInFlight":2}}}"""),
              patch(
                  "mine",
                  """
                  {"user":{"team":{"name":"a"}},"services":{"gpu":{"timeout":"PT3S"}}}"""));

  @Test
  void each_value_names_its_layer_and_what_it_hides() {
    Explanation explanation = reader(Map.of()).explain("mine", "services.gpu.timeout");

    assertThat(explanation.key()).isEqualTo("/services/gpu/timeout");
    assertThat(explanation.clashes()).isEmpty();
    assertThat(explanation.values())
        .containsExactly(
            new Origin(
                "/services/gpu/timeout",
                json("\"PT3S\""),
                new Source.Profile("mine"),
                List.of(
                    new Hidden(new Source.Profile("base"), json("\"PT2S\"")),
                    new Hidden(new Source.Default("chat@1.0.0"), json("\"PT60S\"")),
                    new Hidden(new Source.Host("base"), json("\"PT1S\"")))));
  }

  @ParameterizedTest
  @CsvSource({
    "/services/gpu/baseUrl,   Service[service=gpu]",
    "/services/gpu/region,    Host[profile=base]",
    "/services/gpu/pool/idle, Default[definition=chat@1.0.0]",
    "services.gpu.maxInFlight,Profile[profile=base]",
    "user.team.name,          Profile[profile=mine]",
    "/host/defaults/region,   Profile[profile=base]"
  })
  void every_kind_of_layer_is_named(String key, String source) {
    assertThat(reader(Map.of()).explain("mine", key).values())
        .singleElement()
        .extracting(origin -> origin.source().toString())
        .isEqualTo(source);
  }

  @Test
  void what_is_explained_is_what_is_in_effect() {
    ProfileReader reader = reader(Map.of("KAI_CONFIG_GPU__RETRY__MAX", "4"));

    ObjectNode explained = JsonNodeFactory.instance.objectNode();
    for (Origin origin : reader.explain("mine", "/services/gpu").values()) {
      ObjectNode at = explained;
      String[] names = origin.pointer().split("/", -1);
      for (int i = 3; i < names.length - 1; i++) {
        at = at.withObjectProperty(names[i]);
      }
      at.set(names[names.length - 1], origin.value());
    }

    assertThat(explained).isEqualTo(reader.effective("mine", "gpu").value());
  }

  @Test
  void a_variable_that_hides_a_value_is_told() {
    Explanation explanation =
        reader(
                Map.of(
                    "KAI_CONFIG_GPU__TIMEOUT", "PT9S",
                    "KAI_CONFIG_GPU__BASE_URL", "http://other",
                    "KAI_CONFIG_GPU__MAXINFLIGHT", "many",
                    "KAI_CONFIG_GPU__TIME_UOT", "1",
                    "KAI_CONFIG_NOBODY__X", "1"))
            .explain("mine", "");

    assertThat(explanation.clashes())
        .containsExactlyInAnyOrder(
            "KAI_CONFIG_GPU__TIMEOUT hides /services/gpu/timeout of profile 'mine'",
            "KAI_CONFIG_GPU__TIMEOUT hides /services/gpu/timeout of profile 'base'",
            "KAI_CONFIG_GPU__BASE_URL hides /services/gpu/baseUrl of service 'gpu'",
            "KAI_CONFIG_GPU__MAXINFLIGHT cannot be used at /services/gpu/maxInFlight:"
                + " wanted \"integer\"",
            "KAI_CONFIG_GPU__TIME_UOT cannot be used at /services/gpu: wanted one key of"
                + " chat@1.0.0",
            "KAI_CONFIG_NOBODY__X names no service and sets nothing");
    assertThat(explanation.values())
        .filteredOn(origin -> origin.pointer().equals("/services/gpu/timeout"))
        .extracting(Origin::source)
        .containsExactly(new Source.Node("KAI_CONFIG_GPU__TIMEOUT"));
  }

  @Test
  void a_variable_that_does_not_fit_is_left_out_and_told() {
    ProfileReader reader = reader(Map.of("KAI_CONFIG_GPU__MAX_IN_FLIGHT", "0"));

    var configuration = reader.effective("mine", "gpu");

    assertThat(configuration.value().path("maxInFlight").asInt()).isEqualTo(2);
    assertThat(configuration.problems())
        .singleElement()
        .extracting(Fault::pointer, Fault::code)
        .containsExactly("/services/gpu/maxInFlight", "node.minimum");
    assertThat(reader.explain("mine", "/services/gpu/maxInFlight").clashes())
        .singleElement()
        .asString()
        .startsWith("the node layer is left out: /services/gpu/maxInFlight");
  }

  @ParameterizedTest
  @CsvSource({
    "mine,   /other,                 CONFIGURATION_KEY_UNKNOWN",
    "mine,   /services/gpu/nothing,  CONFIGURATION_KEY_UNKNOWN",
    "mine,   /user/team/name/deeper, CONFIGURATION_KEY_UNKNOWN",
    "mine,   /services/nobody,       SERVICE_UNKNOWN",
    "nobody, /user,                  PROFILE_UNKNOWN"
  })
  void what_is_not_there_cannot_be_explained(String profile, String key, ErrorCode code) {
    assertThatThrownBy(() -> reader(Map.of()).explain(profile, key))
        .isInstanceOfSatisfying(
            RejectedException.class, e -> assertThat(e.rejection().code()).isEqualTo(code));
  }

  @Test
  void two_profiles_differ_in_what_they_come_to() {
    assertThat(reader(Map.of()).difference("base", "mine"))
        .containsExactly(
            new Difference.Changed("/services/gpu/timeout", json("\"PT2S\""), json("\"PT3S\"")),
            new Difference.Added("/user/team", json("{\"name\":\"a\"}")));
    assertThat(reader(Map.of()).difference("mine", "mine")).isEmpty();
  }

  @Test
  void two_versions_and_two_times_differ_alike() {
    given.given(
        new ConfigurationWrite.SetParent("mine", "dev"),
        patch("mine", "{\"services\":null,\"user\":{\"team\":{\"name\":\"b\"}}}"));
    JsonNode gone = json("{\"gpu\":{\"timeout\":\"PT3S\"}}");

    for (Past past : new Past[] {Past.of(given.state()), given.past()}) {
      var byVersion =
          ProfileReader.difference(past, "mine", new Moment.AtVersion(4), new Moment.AtVersion(6));

      assertThat(byVersion)
          .containsExactly(
              new Difference.Removed("/layer/services", gone),
              new Difference.Changed("/layer/user/team/name", json("\"a\""), json("\"b\"")),
              new Difference.Changed("/parent", json("\"base\""), json("\"dev\"")));
      assertThat(ProfileReader.difference(past, "mine", at(4), at(6))).isEqualTo(byVersion);
      assertThat(ProfileReader.difference(past, "mine", at(2), at(3))).isEmpty();
      assertThatThrownBy(() -> ProfileReader.difference(past, "mine", at(1), at(6)))
          .isInstanceOfSatisfying(
              RejectedException.class,
              e -> assertThat(e.rejection().code()).isEqualTo(ErrorCode.PROFILE_VERSION_UNKNOWN));
    }
  }

  @Test
  void all_versions_can_be_paged_through() {
    given.given(
        patch("mine", "{\"user\":{\"n\":1}}"),
        newProfile("other", ""),
        patch("mine", "{\"user\":{\"n\":2}}"));

    History.Versions first =
        given.read(Recollection.ofVersions("mine", History.NEWEST, 2)).versions();
    History.Versions second = given.read(Recollection.ofVersions("mine", 5, 2)).versions();
    History.Versions shipped =
        given.read(Recollection.ofVersions("prod", History.NEWEST, 9)).versions();

    assertThat(first.versions()).extracting(History.Made::version).containsExactly(7L, 5L);
    assertThat(first.more()).isTrue();
    assertThat(second.versions()).extracting(History.Made::version).containsExactly(4L, 2L);
    assertThat(second.more()).isFalse();
    assertThat(shipped.versions()).extracting(History.Made::version).containsExactly(0L);
  }

  @Test
  void a_variable_of_no_use_is_told_where_no_layer_has_a_value() {
    Map<String, String> environment =
        Map.of("KAI_CONFIG_GPU__RATIO", "much", "KAI_CONFIG_GPU__NO_KEY", "1");

    Explanation typed = reader(environment).explain("mine", "/services/gpu/ratio");
    Explanation unknown = reader(environment).explain("mine", "/services/gpu/noKey");

    assertThat(typed.values()).isEmpty();
    assertThat(typed.clashes()).anyMatch(clash -> clash.contains("KAI_CONFIG_GPU__RATIO"));
    assertThat(unknown.clashes()).anyMatch(clash -> clash.contains("KAI_CONFIG_GPU__NO_KEY"));
    assertThatThrownBy(() -> reader(environment).explain("mine", "/services/gpu/other"))
        .isInstanceOf(RejectedException.class);
  }

  @Test
  void all_clashes_of_a_profile_are_told_by_name() {
    ProfileReader reader =
        reader(
            Map.of(
                "KAI_CONFIG_GPU__TIMEOUT", "PT9S",
                "KAI_CONFIG_GPU__RATIO", "s3cret",
                "KAI_CONFIG_GONE__X", "1"));

    List<String> clashes = new KnownProfiles(reader).clashes("mine"); // as a node is asked

    assertThat(clashes)
        .hasSize(4)
        .anyMatch(c -> c.equals("KAI_CONFIG_GONE__X names no service and sets nothing"))
        .anyMatch(c -> c.startsWith("KAI_CONFIG_GPU__RATIO cannot be used"))
        .anyMatch(c -> c.contains("hides /services/gpu/timeout of profile 'mine'"))
        .anyMatch(c -> c.contains("hides /services/gpu/timeout of profile 'base'"))
        .noneMatch(c -> c.contains("s3cret"));
    assertThat(reader(Map.of()).clashes("mine")).isEmpty();
  }

  private ProfileReader reader(Map<String, String> environment) {
    return given.reader(NodeLayer.of(environment));
  }

  private static Moment at(long event) {
    return new Moment.AtTime(Samples.START.plusSeconds(event));
  }
}
