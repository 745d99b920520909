package io.kaicd.actors.configuration;

import static io.kaicd.actors.configuration.Deciding.json;
import static io.kaicd.actors.configuration.Deciding.newProfile;
import static io.kaicd.actors.configuration.Deciding.patch;
import static io.kaicd.actors.configuration.Deciding.promote;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of a profile at version 3, whose writer saw another version of it. */
class StaleChangeTest {
  private final Deciding deciding =
      new Deciding()
          .given(
              newProfile("mine", ""),
              patch("mine", "{\"user\":{\"a\":1}}"),
              patch("mine", "{\"user\":{\"a\":2}}"));

  /** Each kind of change that names one profile to be changed. */
  static List<ConfigurationWrite> changes() {
    return List.of(
        patch("mine", "{\"user\":{\"a\":3}}"),
        new ConfigurationWrite.SetParent("mine", "dev"),
        new ConfigurationWrite.RollBack("mine", 1),
        new ConfigurationWrite.Activate("mine"),
        new ConfigurationWrite.DeleteProfile("mine"),
        promote("dev", "mine"));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void each_kind_of_change_is_of_the_version_that_was_seen(ConfigurationWrite change) {
    Rejection stale =
        Deciding.refused(
            deciding.decide(change, new Precondition.Generation(2)), ErrorCode.WRITE_STALE);

    assertThat(stale.code().status()).isEqualTo(412);
    assertThat(stale.message()).isEqualTo("profile 'mine' is at version 3, not 2");
    Deciding.refused(deciding.decide(change, new Precondition.Absent()), ErrorCode.WRITE_STALE);
    deciding.accepted(deciding.decide(change, new Precondition.Generation(3)));
  }

  @Test
  void a_promotion_is_of_the_source_that_was_seen_too() {
    Rejection stale =
        Deciding.refused(
            deciding.decide(promoted(2), new Precondition.Generation(0)), ErrorCode.WRITE_STALE);

    assertThat(stale.message()).isEqualTo("profile 'mine' is at version 3, not 2");
    deciding.accepted(deciding.decide(promoted(3), new Precondition.Generation(0)));
  }

  private static ConfigurationWrite promoted(long seen) {
    return new ConfigurationWrite.Promote(
        "mine", new Precondition.Generation(seen), "dev", List.of());
  }

  @Test
  void what_was_seen_and_is_gone_is_not_made_anew() {
    Rejection stale =
        Deciding.refused(
            deciding.decide(newProfile("gone", ""), new Precondition.Generation(1)),
            ErrorCode.WRITE_STALE);

    assertThat(stale.message()).contains("no profile 'gone' to change any more");
  }

  @Test
  void an_import_has_no_version_of_its_own() {
    Rejection refused =
        Deciding.refused(
            deciding.decide(
                new ConfigurationWrite.Import(json("{\"profiles\":{\"mine\":{}}}")),
                new Precondition.Generation(3)),
            ErrorCode.PROFILE_INVALID);

    assertThat(refused.faults()).extracting(Fault::code).containsExactly("precondition");
    assertThat(refused.faults().getFirst().wanted()).contains("ifVersions");
  }
}
