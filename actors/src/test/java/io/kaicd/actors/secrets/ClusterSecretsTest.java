package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.contract.secret.Destination;
import io.kaicd.contract.secret.Secret;
import io.kaicd.contract.secret.Secrets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class ClusterSecretsTest {
  @TempDir Path folder;
  private House house;
  private AnsweredVault answered;

  @BeforeEach
  void open() {
    house = House.open(new MemoryKeys(Clock.systemUTC()));
    house.put("openai", "one", null);
    answered = new AnsweredVault(house, folder.resolve("key"));
  }

  @AfterEach
  void stop() {
    answered.close();
  }

  private static Secret value() {
    return Secret.taking("a value".toCharArray());
  }

  private Secrets.Result put(String name, List<Destination> allow) {
    return AnsweredVault.result(
        answered.secrets.put(
            new Secrets.Wish(name, allow, null), value(), Precondition.NONE, AnsweredVault.OWNER));
  }

  private Secrets.Result rotate(Precondition precondition) {
    return AnsweredVault.result(
        answered.secrets.rotate("openai", value(), precondition, AnsweredVault.OWNER));
  }

  private static Rejection refused(Secrets.Result result) {
    assertThat(result).isInstanceOf(Secrets.Refused.class);
    return ((Secrets.Refused) result).rejection();
  }

  /** The entity is one for all nodes: nothing that is wrong by itself reaches it. */
  @Test
  void what_no_vault_would_keep_is_refused_by_the_node_that_is_asked() {
    Destination endless = new Destination("a.test", "/a".repeat(1 << 20));

    Rejection far = refused(put("x", List.of(endless)));
    Rejection nowhere = refused(put("x", List.of()));
    Rejection nameless = refused(put("../x", House.ALLOW));

    assertThat(List.of(far, nowhere, nameless))
        .extracting(Rejection::code)
        .containsOnly(ErrorCode.SECRET_INVALID);
    assertThat(far.faults().getFirst().pointer()).isEqualTo("/allow/0");
    assertThat(answered.asked).isEmpty();
  }

  /** The version that its maker may take back must not be one that somebody else has put since. */
  @Test
  void an_answer_tells_of_the_version_that_this_change_made() {
    assertThat(put("openai", House.ALLOW))
        .isEqualTo(new Secrets.Kept("openai", 2, House.ALLOW, null, false));
    assertThat(put("new", House.ALLOW))
        .isEqualTo(new Secrets.Kept("new", 1, House.ALLOW, null, true));
    answered.after = () -> house.put("openai", "of another", null);

    assertThat(rotate(Precondition.NONE))
        .isEqualTo(new Secrets.Kept("openai", 3, House.ALLOW, null, false));
    assertThat(house.secret("openai").version()).isEqualTo(4);
  }

  @Test
  void what_somebody_else_has_changed_is_not_tried_again_where_it_was_to_be_as_it_was_seen() {
    Precondition seen = new Precondition.Generation(1);

    assertThat(rotate(seen)).isInstanceOf(Secrets.Kept.class);
    assertThat(refused(rotate(seen)).code()).isEqualTo(ErrorCode.WRITE_STALE);

    assertThat(answered.asked).hasSize(2);
    assertThat(house.secret("openai").version()).isEqualTo(2);
  }
}
