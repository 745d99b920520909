package io.kaicd.actors.configuration;

import static io.kaicd.actors.configuration.Deciding.json;
import static io.kaicd.actors.configuration.Deciding.newProfile;
import static io.kaicd.actors.configuration.Deciding.patch;
import static io.kaicd.actors.configuration.Deciding.promote;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.configuration.ChangeOptions;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.Difference;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationDeciderTest {
  private final Deciding deciding = new Deciding();

  @Test
  void dev_staging_and_prod_are_there_from_the_start() {
    assertThat(deciding.state().profiles()).containsOnlyKeys("dev", "staging", "prod");
    assertThat(deciding.state().active()).isEqualTo("dev");
    assertThat(deciding.profile("prod").now().layer()).isEqualTo(json("{}"));
    deciding.refused(new ConfigurationWrite.DeleteProfile("prod"), ErrorCode.PROFILE_IN_USE);
  }

  @Test
  void many_keys_are_one_event_that_tells_who_when_and_why() {
    var accept =
        deciding.accepted(
            patch(
                "dev",
                """
                {"services":{"gpu":{"timeout":"PT5S"},"cpu":{"maxInFlight":7}},"user":{"a":1}}"""));

    assertThat(accept.event().by().actor()).isEqualTo("k1");
    assertThat(accept.event().by().reason()).isEqualTo("because");
    assertThat(accept.event().by().at()).isEqualTo(Samples.START.plusSeconds(1));
    assertThat(accept.event().version()).isEqualTo(1);
    assertThat(accept.affected()).containsExactly("cpu", "gpu");
    assertThat(accept.differences().get("dev"))
        .extracting(Difference::pointer)
        .containsExactly("/services", "/user");
    assertThat(deciding.profile("dev").now().number()).isEqualTo(1);
  }

  @Test
  void a_change_that_changes_nothing_is_no_event() {
    deciding.given(patch("dev", "{\"user\":{\"a\":1}}"));

    deciding.unchanged(patch("dev", "{\"user\":{\"a\":1}}"));
    deciding.unchanged(patch("dev", "{\"user\":{\"gone\":null}}"));
    deciding.unchanged(new ConfigurationWrite.SetParent("dev", ""));
    deciding.unchanged(new ConfigurationWrite.Activate("dev"));
    deciding.unchanged(new ConfigurationWrite.RollBack("dev", 1));
  }

  @Test
  void a_layer_that_is_not_active_reaches_no_service() {
    assertThat(
            deciding.accepted(patch("prod", "{\"services\":{\"gpu\":{\"ratio\":1}}}")).affected())
        .isEmpty();
    assertThat(deciding.accepted(new ConfigurationWrite.Activate("prod")).affected())
        .containsExactly("gpu");
    assertThat(deciding.state().active()).isEqualTo("prod");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                                         | ''                           | type
          {"other":1}                                | /other                       | unknown
          {"other":null}                             | /other                       | unknown
          {"user":[]}                                | /user                        | type
          {"services":7}                             | /services                    | type
          {"services":{"gpu":7}}                     | /services/gpu                | type
          {"services":{"gone":{}}}                   | /services/gone               | unknown
          {"services":{"gpu":{"baseURL":"x"}}}       | /services/gpu/baseURL        | additionalProperties
          {"services":{"gpu":{"baseUrl":5}}}         | /services/gpu/baseUrl        | type
          {"services":{"gpu":{"baseUrl":""}}}        | /services/gpu/baseUrl        | minLength
          {"services":{"gpu":{"maxInFlight":0}}}     | /services/gpu/maxInFlight    | minimum
          {"services":{"gpu":{"maxInFlight":1.5}}}   | /services/gpu/maxInFlight    | type
          {"services":{"gpu":{"models":[{}]}}}       | /services/gpu/models/0/id    | required
          {"services":{"gpu":{"retry":{"x":1}}}}     | /services/gpu/retry/x        | additionalProperties
          {"services":{"gpu":{"retry":{"delay":1}}}} | /services/gpu/retry/max      | required
          {"services":{"gpu":{"apiKey":"k"}}}        | /services/gpu/apiKey         | secret
          {"services":{"box":{"token":"k"}}}         | /services/box/token          | secret
          {"host":{"other":1}}                       | /host/other                  | additionalProperties
          {"host":{"defaults":{"region":5}}}         | /host/defaults/region        | type
          {"host":{"defaults":{"apiKey":"k"}}}       | /host/defaults/apiKey        | secret
          {"host":{"defaults":{"token":"k"}}}        | /host/defaults/token         | secret
          """)
  void what_no_service_could_use_is_refused_where_it_stands(
      String patch, String pointer, String code) {
    ConfigurationDecision decision = deciding.decide(patch("dev", patch));

    assertThat(decision).isInstanceOf(ConfigurationDecision.Refuse.class);
    Rejection rejection = ((ConfigurationDecision.Refuse) decision).rejection();
    assertThat(rejection.faults()).extracting(Fault::pointer).contains(pointer);
    assertThat(rejection.faults()).extracting(Fault::code).contains(code);
    assertThat(rejection.code().status()).isEqualTo(422);
    assertThat(rejection.toString()).doesNotContain("\"k\"");
  }

  @Test
  void a_part_may_lack_what_another_layer_has() {
    // "pool" and "retry" require what only the service, or only the parent, gives.
    deciding
        .given(newProfile("base", ""), newProfile("mine", "base"))
        .given(patch("base", "{\"services\":{\"gpu\":{\"retry\":{\"max\":3}}}}"))
        .given(
            patch(
                "mine",
                "{\"services\":{\"gpu\":{\"retry\":{\"delay\":1},\"pool\":{\"idle\":2}}}}"));

    deciding.refused(
        patch("base", "{\"services\":{\"gpu\":{\"retry\":null}}}"),
        ErrorCode.CONFIGURATION_INVALID,
        "/services/gpu/retry/max");
  }

  @Test
  void a_child_hides_no_fault_of_its_parent() {
    deciding
        .given(newProfile("base", ""), newProfile("mine", "base"))
        .given(patch("mine", "{\"services\":{\"gpu\":{\"maxInFlight\":5}}}"));

    deciding.refused(
        patch("base", "{\"services\":{\"gpu\":{\"maxInFlight\":0}}}"),
        ErrorCode.CONFIGURATION_INVALID,
        "/services/gpu/maxInFlight");
  }

  @Test
  void too_much_is_refused() {
    ObjectNode large = JsonNodeFactory.instance.objectNode();
    large.putObject("user").put("text", "x".repeat(4_000));
    ObjectNode deep = JsonNodeFactory.instance.objectNode();
    ObjectNode at = deep.putObject("user");
    for (int i = 0; i < 8; i++) {
      at = at.putObject("a");
    }
    ObjectNode half = JsonNodeFactory.instance.objectNode();
    half.putObject("user").put("a", "x".repeat(2_500));
    ObjectNode otherHalf = JsonNodeFactory.instance.objectNode();
    otherHalf.putObject("user").put("b", "x".repeat(2_500));

    deciding.refused(new ConfigurationWrite.Patch("dev", large), ErrorCode.REQUEST_TOO_LARGE);
    deciding.refused(
        new ConfigurationWrite.Patch("dev", deep), ErrorCode.INPUT_TOO_DEEP, "/user/a/a/a/a/a/a/a");
    deciding.given(new ConfigurationWrite.Patch("dev", half));
    deciding.refused(new ConfigurationWrite.Patch("dev", otherHalf), ErrorCode.REQUEST_TOO_LARGE);
    deciding.refused(
        patch("dev", "{\"user\":{\"" + "k".repeat(300) + "\":1}}"),
        ErrorCode.CONFIGURATION_INVALID);
  }

  @Test
  void what_is_no_json_is_refused() {
    for (double number : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.putObject("user").putArray("n").add(1).add(number);

      deciding.refused(
          new ConfigurationWrite.Patch("dev", patch), ErrorCode.INPUT_NOT_FINITE, "/user/n/1");
    }
    ObjectNode large = JsonNodeFactory.instance.objectNode();
    large.putObject("user").put("n", new BigDecimal("1e400"));
    deciding.refused(
        new ConfigurationWrite.Patch("dev", large), ErrorCode.INPUT_NOT_FINITE, "/user/n");
    ObjectNode pojo = JsonNodeFactory.instance.objectNode();
    pojo.putObject("user").putPOJO("p", new Object());
    deciding.refused(
        new ConfigurationWrite.Patch("dev", pojo), ErrorCode.CONFIGURATION_INVALID, "/user/p");
  }

  @Test
  void what_was_sent_stays_its_senders() {
    ObjectNode sent = (ObjectNode) json("{\"user\":{\"a\":1}}");
    deciding.given(new ConfigurationWrite.Patch("dev", sent));

    sent.withObjectProperty("user").put("a", 2);

    assertThat(deciding.profile("dev").now().layer()).isEqualTo(json("{\"user\":{\"a\":1}}"));
  }

  @Test
  void a_change_of_what_was_not_read_last_is_stale() {
    deciding.given(patch("dev", "{\"user\":{\"a\":1}}"), patch("dev", "{\"user\":{\"a\":2}}"));
    ConfigurationWrite write = patch("dev", "{\"user\":{\"a\":3}}");

    Rejection stale =
        Deciding.refused(
            deciding.decide(write, new Precondition.Generation(1)), ErrorCode.WRITE_STALE);
    assertThat(stale.code().status()).isEqualTo(412);
    assertThat(stale.message()).contains("at version 2, not 1");
    Deciding.refused(
        deciding.decide(patch("gone", "{}"), new Precondition.Generation(1)),
        ErrorCode.WRITE_STALE);
    deciding.accepted(deciding.decide(write, new Precondition.Generation(2)));
  }

  @Test
  void a_profile_made_again_is_at_no_version_that_it_was_at() {
    deciding.given(newProfile("mine", ""), new ConfigurationWrite.DeleteProfile("mine"));
    deciding.given(newProfile("mine", ""));

    Deciding.refused(
        deciding.decide(patch("mine", "{}"), new Precondition.Generation(1)),
        ErrorCode.WRITE_STALE);
  }

  @Test
  void profiles_inherit_in_no_circle_and_not_too_deep() {
    deciding.given(newProfile("a", ""), newProfile("b", "a"), newProfile("c", "b"));
    deciding.given(newProfile("d", "c"));

    deciding.refused(newProfile("e", "d"), ErrorCode.PROFILE_INVALID, "/parent");
    deciding.refused(newProfile("e", "nobody"), ErrorCode.PROFILE_INVALID, "/parent");
    Rejection circle =
        deciding.refused(
            new ConfigurationWrite.SetParent("a", "d"), ErrorCode.PROFILE_INVALID, "/parent");
    assertThat(circle.faults().getFirst().code()).isEqualTo("cycle");
    deciding.refused(new ConfigurationWrite.SetParent("a", "a"), ErrorCode.PROFILE_INVALID);
    deciding.refused(new ConfigurationWrite.DeleteProfile("a"), ErrorCode.PROFILE_IN_USE);
  }

  @Test
  void a_parent_without_which_a_child_would_not_do_stays() {
    deciding
        .given(newProfile("base", ""), newProfile("mine", "base"))
        .given(patch("base", "{\"services\":{\"gpu\":{\"retry\":{\"max\":3}}}}"))
        .given(patch("mine", "{\"services\":{\"gpu\":{\"retry\":{\"delay\":1}}}}"));

    deciding.refused(
        new ConfigurationWrite.SetParent("mine", ""),
        ErrorCode.CONFIGURATION_INVALID,
        "/services/gpu/retry/max");
  }

  @Test
  void ids_and_numbers_are_bounded() {
    for (String id : List.of("", "A", "-a", "a.b", "../x", "a".repeat(64))) {
      deciding.refused(newProfile(id, ""), ErrorCode.PROFILE_INVALID, "/profile");
    }
    for (int i = deciding.state().profiles().size(); i < Samples.LIMITS.profiles(); i++) {
      deciding.given(newProfile("p" + i, ""));
    }
    deciding.refused(newProfile("more", ""), ErrorCode.PROFILE_INVALID);
    deciding.refused(newProfile("dev", ""), ErrorCode.PROFILE_CONFLICT);
  }

  @Test
  void a_reason_is_bounded() {
    ChangeOptions options =
        new ChangeOptions(Caller.HOST, Precondition.NONE, "x".repeat(301), false);

    Deciding.refused(
        deciding.decide(patch("dev", "{}"), Past.of(deciding.state()), options),
        ErrorCode.CONFIGURATION_INVALID,
        "/reason");
  }

  @Test
  void a_promotion_copies_the_namespaces_that_were_named() {
    deciding.given(
        patch(
            "staging",
            """
            {"host":{"defaults":{"region":"eu"}},"user":{"a":1},
             "services":{"gpu":{"ratio":1},"cpu":{"ratio":2}}}"""),
        patch(
            "prod",
            "{\"user\":{\"mine\":1},\"services\":{\"cpu\":{\"ratio\":9},\"box\":{\"b\":1}}}"));

    deciding.given(promote("staging", "prod", "services.gpu", "host"));
    assertThat(layer("prod"))
        .isEqualTo(
            json(
                """
                {"host":{"defaults":{"region":"eu"}},"user":{"mine":1},
                 "services":{"gpu":{"ratio":1},"cpu":{"ratio":9},"box":{"b":1}}}"""));
    deciding.given(promote("staging", "prod", "services.box", "user"));
    assertThat(layer("prod").path("services").has("box")).isFalse();
    deciding.given(promote("staging", "prod"));
    assertThat(layer("prod")).isEqualTo(layer("staging"));
    deciding.unchanged(promote("staging", "prod"));

    deciding.refused(
        promote("staging", "prod", "other"), ErrorCode.PROFILE_INVALID, "/namespaces/0");
    deciding.refused(promote("prod", "prod"), ErrorCode.PROFILE_INVALID, "/to");
    Deciding.refused(
        deciding.decide(
            new ConfigurationWrite.Promote(
                "staging", new Precondition.Generation(7), "prod", List.of())),
        ErrorCode.WRITE_STALE);
  }

  @Test
  void a_promotion_that_would_not_do_changes_nothing() {
    deciding
        .given(newProfile("base", ""), newProfile("child", "base"))
        .given(patch("base", "{\"services\":{\"gpu\":{\"retry\":{\"max\":1}}}}"))
        .given(
            patch(
                "child", "{\"services\":{\"gpu\":{\"retry\":{\"delay\":1}}},\"user\":{\"a\":1}}"));
    String before = Deciding.text(deciding.state());

    // "delay" alone does for a child of "base", and for nobody else.
    deciding.refused(
        promote("child", "prod"), ErrorCode.CONFIGURATION_INVALID, "/services/gpu/retry/max");

    assertThat(Deciding.text(deciding.state())).isEqualTo(before);
  }

  @Test
  void a_rollback_gives_the_layer_and_the_parent_of_then() {
    deciding
        .given(newProfile("base", ""), patch("dev", "{\"user\":{\"b\":1,\"a\":2}}"))
        .given(new ConfigurationWrite.SetParent("dev", "base"))
        .given(patch("dev", "{\"user\":null,\"services\":{\"gpu\":{\"ratio\":1}}}"));

    var accept = deciding.accepted(new ConfigurationWrite.RollBack("dev", 2));

    Profile dev = deciding.profile("dev");
    assertThat(accept.affected()).containsExactly("gpu");
    assertThat(dev.now().number()).isEqualTo(5);
    assertThat(dev.now().parent()).isEmpty();
    assertThat(Json.text(dev.now().layer())).isEqualTo("{\"user\":{\"a\":2,\"b\":1}}");
    deciding.given(new ConfigurationWrite.RollBack("dev", 0));
    assertThat(layer("dev")).isEqualTo(json("{}"));
    deciding.refused(new ConfigurationWrite.RollBack("dev", 1), ErrorCode.PROFILE_VERSION_UNKNOWN);
    deciding.refused(new ConfigurationWrite.RollBack("nobody", 1), ErrorCode.PROFILE_UNKNOWN);
  }

  @Test
  void a_rollback_reaches_versions_that_only_the_journal_has() {
    for (int i = 0; i < Profile.KEPT + 10; i++) {
      deciding.given(patch("dev", "{\"user\":{\"i\":" + i + "}}"));
    }
    ConfigurationWrite write = new ConfigurationWrite.RollBack("dev", 3);

    assertThat(deciding.profile("dev").past()).hasSize(Profile.KEPT);
    deciding.refused(write, ErrorCode.PROFILE_VERSION_UNKNOWN);
    deciding.accepted(deciding.decide(write, deciding.past(), Samples.options(Precondition.NONE)));

    assertThat(layer("dev")).isEqualTo(json("{\"user\":{\"i\":2}}"));
  }

  @Test
  void large_versions_are_kept_by_their_bytes() {
    ObjectNode layer = JsonNodeFactory.instance.objectNode();
    layer.putObject("user").put("text", "x".repeat(300_000));
    Profile profile = Profile.shipped("dev");

    for (int number = 1; number <= 10; number++) {
      profile = profile.next(Profile.Version.of(number, Samples.BY, "", layer));
    }

    assertThat(profile.past()).extracting(Profile.Version::number).containsExactly(7L, 8L, 9L);
    layer.withObjectProperty("user").put("text", "x".repeat(2_000_000));
    Profile huge = profile.next(Profile.Version.of(11, Samples.BY, "", layer));
    huge = huge.next(Profile.Version.of(12, Samples.BY, "", layer));
    assertThat(huge.past()).extracting(Profile.Version::number).containsExactly(11L);
  }

  @Test
  void a_profile_with_what_a_new_definition_refuses_is_not_activated() {
    deciding.given(patch("prod", "{\"services\":{\"gpu\":{\"ratio\":1}}}"));
    ObjectNode schema = (ObjectNode) Samples.CHAT.config().deepCopy();
    schema.withObjectProperty("properties").remove("ratio");
    var newer = Json.shared().convertValue(Samples.CHAT, JsonNode.class);
    ((ObjectNode) newer).put("version", "1.1.0").set("config", schema);
    deciding.on(
        Samples.registry(
            Samples.service(
                "gpu", Samples.definition(Json.text(newer)), "{\"baseUrl\":\"http://gpu\"}")));

    Rejection rejection =
        deciding.refused(
            new ConfigurationWrite.Activate("prod"),
            ErrorCode.CONFIGURATION_INVALID,
            "/services/gpu/ratio");

    assertThat(rejection.message()).contains("chat@1.1.0", "prod");
    deciding.given(patch("prod", "{\"services\":{\"gpu\":null}}"));
    deciding.given(new ConfigurationWrite.Activate("prod"));
  }

  @Test
  void what_a_service_left_behind_can_stay_or_go() {
    deciding.given(patch("dev", "{\"services\":{\"box\":{\"a\":1}}}"));
    deciding.on(Samples.registry());

    deciding.given(patch("dev", "{\"user\":{\"a\":1}}"));
    deciding.refused(
        patch("dev", "{\"services\":{\"box\":{\"a\":2}}}"),
        ErrorCode.CONFIGURATION_INVALID,
        "/services/box");
    deciding.given(patch("dev", "{\"services\":{\"box\":null}}"));
  }

  @Test
  void an_export_is_imported_as_one_event() {
    deciding
        .given(newProfile("base", ""), newProfile("mine", "base"))
        .given(patch("base", "{\"services\":{\"gpu\":{\"ratio\":1}}}"))
        .given(patch("mine", "{\"user\":{\"a\":[1,null]}}"));
    JsonNode export = ImportDocument.written(deciding.state(), Set.of());
    Deciding other = new Deciding();

    var accept = other.accepted(new ConfigurationWrite.Import(export));

    assertThat(other.state().revision()).isEqualTo(1);
    assertThat(accept.differences()).containsOnlyKeys("base", "mine");
    assertThat(ImportDocument.written(other.state(), Set.of())).isEqualTo(export);
    assertThat(Json.text(export)).doesNotContain("KAI_SECRET");
    other.unchanged(new ConfigurationWrite.Import(export));
    Deciding.refused(
        other.decide(new ConfigurationWrite.Import(export), new Precondition.Absent()),
        ErrorCode.WRITE_STALE);
  }

  @Test
  void an_import_of_what_was_not_read_last_is_stale() {
    deciding.given(patch("dev", "{\"user\":{\"a\":1}}"));
    String profiles = "{\"profiles\":{\"dev\":{\"layer\":{\"user\":{\"a\":2}}},\"mine\":{}},";

    deciding.refused(imports(profiles + "\"ifVersions\":{\"dev\":0}}"), ErrorCode.WRITE_STALE);
    deciding.refused(imports(profiles + "\"ifVersions\":{\"dev\":null}}"), ErrorCode.WRITE_STALE);
    deciding.refused(imports(profiles + "\"ifVersions\":{\"mine\":1}}"), ErrorCode.WRITE_STALE);
    deciding.refused(
        imports(profiles + "\"ifVersions\":{\"dev\":\"1\"}}"),
        ErrorCode.CONFIGURATION_INVALID,
        "/ifVersions/dev");
    deciding.accepted(imports(profiles + "\"ifVersions\":{\"dev\":1,\"mine\":null}}"));

    assertThat(layer("dev")).isEqualTo(json("{\"user\":{\"a\":2}}"));
  }

  private static ConfigurationWrite imports(String document) {
    return new ConfigurationWrite.Import(json(document));
  }

  @Test
  void what_was_to_be_made_anew_and_is_there_is_stale() {
    Deciding.refused(
        deciding.decide(newProfile("dev", ""), new Precondition.Absent()), ErrorCode.WRITE_STALE);
  }

  @Test
  void a_default_of_the_host_fits_where_it_is_hidden_too() {
    deciding.given(
        patch("dev", "{\"services\":{\"gpu\":{\"region\":\"eu\"},\"cpu\":{\"region\":\"eu\"}}}"));

    deciding.refused(
        patch("dev", "{\"host\":{\"defaults\":{\"region\":5}}}"),
        ErrorCode.CONFIGURATION_INVALID,
        "/host/defaults/region");
    deciding.refused(
        patch("dev", "{\"host\":{\"defaults\":{\"maxInFlight\":0}}}"),
        ErrorCode.CONFIGURATION_INVALID,
        "/host/defaults/maxInFlight");
    deciding.refused(
        patch("dev", "{\"host\":{\"defaults\":{\"models\":[{}]}}}"),
        ErrorCode.CONFIGURATION_INVALID,
        "/host/defaults/models/0/id");
    // A part of an object: what it lacks, its services have.
    deciding.given(patch("prod", "{\"services\":{\"cpu\":{\"pool\":{\"size\":2}}}}"));
    deciding.given(patch("prod", "{\"host\":{\"defaults\":{\"pool\":{\"idle\":2}}}}"));
    deciding.refused(
        patch("prod", "{\"host\":{\"defaults\":{\"pool\":{\"idle\":\"2\"}}}}"),
        ErrorCode.CONFIGURATION_INVALID,
        "/host/defaults/pool/idle");
  }

  @Test
  void a_default_of_old_that_fits_no_more_holds_no_other_change_up() {
    deciding.on(Samples.registry());
    deciding.given(patch("dev", "{\"host\":{\"defaults\":{\"token\":\"t\"}}}"));
    deciding.on(Samples.REGISTRY);

    deciding.given(patch("dev", "{\"user\":{\"a\":1}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                                                      | ''
          {"profiles":[]}                                         | /profiles
          {"profiles":{},"more":1}                                | /more
          {"profiles":{"a":{"layers":{}}}}                        | /profiles/a/layers
          {"profiles":{"a":{"parent":1}}}                         | /profiles/a/parent
          {"profiles":{"a":{"layer":[]}}}                         | /profiles/a/layer
          {"profiles":{"a":{"layer":{"user":{"x":null}}}}}        | /profiles/a/layer/user/x
          {"profiles":{"A":{}}}                                   | /profiles/A
          {"profiles":{"a":{"parent":"b"}}}                       | /parent
          {"profiles":{"a":{"parent":"b"},"b":{"parent":"a"}}}    | /parent
          {"profiles":{"a":{},"b":{"layer":{"services":{"x":{}}}}}} | /profiles/b/layer/services/x
          """)
  void an_import_is_taken_whole_or_not_at_all(String document, String pointer) {
    ConfigurationDecision decision = deciding.decide(new ConfigurationWrite.Import(json(document)));

    assertThat(decision).isInstanceOf(ConfigurationDecision.Refuse.class);
    assertThat(((ConfigurationDecision.Refuse) decision).rejection().faults())
        .extracting(Fault::pointer)
        .contains(pointer);
  }

  @Test
  void names_cannot_escape_into_messages() {
    Rejection rejection =
        deciding.refused(
            new ConfigurationWrite.Activate("x\u001b[31m\n".repeat(50)), ErrorCode.PROFILE_UNKNOWN);

    assertThat(rejection.message()).hasSizeLessThan(120).doesNotContain("\n", "\u001b");
  }

  private JsonNode layer(String profile) {
    return deciding.profile(profile).now().layer();
  }
}
