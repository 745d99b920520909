package io.kaicd.actors.configuration;

import static io.kaicd.actors.configuration.Deciding.json;
import static io.kaicd.actors.configuration.Deciding.newProfile;
import static io.kaicd.actors.configuration.Deciding.patch;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.message.ConfigurationProtocol.Undo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A change that a service refused is taken back, however others have written meanwhile. */
class UndoingTest {
  private final Deciding deciding = new Deciding();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":1}         | {"a":2}          | {"b":1}            | {"a":1,"b":1}
          {"a":1}         | {"a":2}          | {"a":3}            | {"a":3}
          {"a":1}         | {"a":null}       | {"b":1}            | {"a":1,"b":1}
          {"a":1}         | {"b":{"c":1}}    | {"b":{"d":2}}      | {"a":1,"b":{"d":2}}
          {"a":1}         | {"b":{"c":1}}    | {"z":0}            | {"a":1,"z":0}
          {"a":{"x":1}}   | {"a":5}          | {"z":0}            | {"a":{"x":1},"z":0}
          {"a":{"x":1}}   | {"a":null}       | {"a":{"y":2}}      | {"a":{"x":1,"y":2}}
          {"a":5}         | {"a":{"x":1}}    | {"a":{"y":2}}      | {"a":{"y":2}}
          {"a":5}         | {"a":{"x":1}}    | {"z":0}            | {"a":5,"z":0}
          {"a":[1]}       | {"a":[1,2]}      | {"a":[1,2,3]}      | {"a":[1,2,3]}
          {"a":{"x":1}}   | {"a":{"x":2}}    | {"a":null}         | {}
          """)
  void what_it_set_goes_back_and_what_others_set_stays(
      String before, String refused, String meanwhile, String after) {
    deciding.given(user(before));
    Undo undo = deciding.changed(user(refused));
    deciding.given(user(meanwhile));

    deciding.takenBack(undo);

    assertThat(layer("dev").path("user")).isEqualTo(json(after));
  }

  private static ConfigurationWrite user(String patch) {
    return patch("dev", "{\"user\":" + patch + "}");
  }

  @Test
  void the_history_says_which_version_was_undone_and_why() {
    Undo undo = deciding.changed(user("{\"a\":1}"));

    var event = deciding.takenBack(undo);

    Profile.Version now = deciding.profile("dev").now();
    assertThat(event.undone()).isEqualTo(1);
    assertThat(now.undoes()).isEqualTo(1);
    assertThat(now.by().actor()).isEqualTo("host");
    assertThat(now.by().reason()).isEqualTo("a service did not take it");
    assertThat(deciding.takeBack(undo)).isInstanceOf(ConfigurationDecision.Unchanged.class);
  }

  @Test
  void of_two_refused_changes_of_one_value_neither_comes_back_whichever_is_undone_first() {
    for (boolean firstFirst : new boolean[] {true, false}) {
      Deciding two = new Deciding().given(user("{\"a\":\"good\"}"));
      Undo first = two.changed(user("{\"a\":\"bad\"}"));
      two.given(user("{\"other\":1}"));
      Undo second = two.changed(user("{\"a\":\"worse\"}"));

      two.takenBack(firstFirst ? first : second);
      two.takenBack(firstFirst ? second : first);

      assertThat(two.profile("dev").now().layer().path("user"))
          .as("the first one first: %s", firstFirst)
          .isEqualTo(json("{\"a\":\"good\",\"other\":1}"));
    }
  }

  @Test
  void a_parent_goes_back_unless_it_was_set_again() {
    deciding.given(newProfile("base", ""), newProfile("other", ""), newProfile("mine", "base"));
    Undo undo = deciding.changed(new ConfigurationWrite.SetParent("mine", "other"));
    Undo again = deciding.changed(new ConfigurationWrite.SetParent("mine", "dev"));

    deciding.takenBack(undo);
    assertThat(deciding.profile("mine").now().parent()).isEqualTo("dev");
    deciding.takenBack(again);

    assertThat(deciding.profile("mine").now().parent()).isEqualTo("other");
  }

  @Test
  void an_import_is_taken_back_as_one_event_with_what_it_made() {
    deciding.given(user("{\"a\":1}"));
    Undo undo =
        deciding.changed(
            new ConfigurationWrite.Import(
                json(
                    """
                    {"profiles":{"dev":{"layer":{"user":{"a":2}}},
                      "prod":{"layer":{"user":{"p":1}}},
                      "made":{},"child":{"parent":"made"},"touched":{"layer":{"user":{"t":1}}},
                      "inherited":{}}}""")));
    deciding.given(
        patch("touched", "{\"user\":{\"mine\":1}}"),
        newProfile("heir", "inherited"),
        patch("prod", "{\"user\":{\"q\":1}}"));
    int before = deciding.events.size();

    var event = deciding.takenBack(undo);

    assertThat(deciding.events).hasSize(before + 1);
    assertThat(event.removed()).containsExactlyInAnyOrder("made", "child");
    assertThat(deciding.state().profiles())
        .containsOnlyKeys("dev", "staging", "prod", "touched", "inherited", "heir");
    assertThat(layer("dev")).isEqualTo(json("{\"user\":{\"a\":1}}"));
    assertThat(layer("prod")).isEqualTo(json("{\"user\":{\"q\":1}}"));
    assertThat(layer("touched")).isEqualTo(json("{\"user\":{\"mine\":1}}"));
  }

  @Test
  void a_switch_goes_back_only_while_that_profile_is_active() {
    Undo undo = deciding.changed(new ConfigurationWrite.Activate("prod"));
    deciding.takenBack(undo);
    assertThat(deciding.state().active()).isEqualTo("dev");

    undo = deciding.changed(new ConfigurationWrite.Activate("prod"));
    deciding.given(new ConfigurationWrite.Activate("staging"));
    deciding.takenBack(undo);

    assertThat(deciding.state().active()).isEqualTo("staging");
  }

  @Test
  void nothing_goes_back_to_a_profile_that_was_refused_meanwhile() {
    Undo first = deciding.changed(new ConfigurationWrite.Activate("prod"));
    Undo second = deciding.changed(new ConfigurationWrite.Activate("staging"));

    deciding.takenBack(first);
    deciding.takenBack(second);

    assertThat(deciding.state().active()).isEqualTo("dev");
    // One that was made active anew, and taken, may be come back to.
    deciding.given(new ConfigurationWrite.Activate("prod"));
    deciding.takenBack(deciding.changed(new ConfigurationWrite.Activate("staging")));
    assertThat(deciding.state().active()).isEqualTo("prod");
  }

  @Test
  void a_switch_is_taken_back_once_and_one_made_anew_by_another_stays() {
    // Given a switch taken back, whose answer was lost
    Undo undo = deciding.changed(new ConfigurationWrite.Activate("prod"));
    deciding.takenBack(undo);

    assertThat(deciding.takeBack(undo)).isInstanceOf(ConfigurationDecision.Unchanged.class);
    deciding.given(new ConfigurationWrite.Activate("prod"));
    assertThat(deciding.takeBack(undo)).isInstanceOf(ConfigurationDecision.Unchanged.class);

    assertThat(deciding.state().active()).isEqualTo("prod");
  }

  @Test
  void a_switch_does_not_take_the_next_one_to_the_same_profile_along() {
    Undo undo = deciding.changed(new ConfigurationWrite.Activate("prod"));
    deciding.given(
        new ConfigurationWrite.Activate("staging"), new ConfigurationWrite.Activate("prod"));

    deciding.takenBack(undo);

    assertThat(deciding.state().active()).isEqualTo("prod");
    // And what that one made active may be come back to.
    deciding.takenBack(deciding.changed(new ConfigurationWrite.Activate("dev")));
    assertThat(deciding.state().active()).isEqualTo("prod");
  }

  @Test
  void of_two_refused_switches_neither_stays_when_the_last_is_undone_first() {
    Undo first = deciding.changed(new ConfigurationWrite.Activate("prod"));
    Undo second = deciding.changed(new ConfigurationWrite.Activate("staging"));

    deciding.takenBack(second);
    assertThat(deciding.state().active()).isEqualTo("prod");
    deciding.takenBack(first);

    assertThat(deciding.state().active()).isEqualTo("dev");
  }

  @Test
  void what_is_gone_is_not_taken_back() {
    deciding.given(newProfile("mine", ""));
    Undo undo = deciding.changed(patch("mine", "{\"user\":{\"a\":1}}"));
    deciding.given(new ConfigurationWrite.DeleteProfile("mine"));

    assertThat(deciding.takeBack(undo)).isInstanceOf(ConfigurationDecision.Unchanged.class);

    deciding.given(newProfile("mine", ""), patch("mine", "{\"user\":{\"a\":1}}"));
    Deciding.refused(deciding.takeBack(undo), ErrorCode.PROFILE_VERSION_UNKNOWN);
  }

  private JsonNode layer(String profile) {
    return deciding.profile(profile).now().layer();
  }
}
