package io.kaicd.actors.audit;

import static io.kaicd.actors.audit.AuditMessages.FROM;
import static io.kaicd.actors.audit.AuditMessages.TO;
import static io.kaicd.actors.audit.AuditMessages.denied;
import static io.kaicd.actors.audit.AuditMessages.used;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kaicd.actors.audit.AuditEvent.Counted;
import io.kaicd.actors.audit.AuditEvent.UseBegun;
import io.kaicd.actors.journal.Golden;
import io.kaicd.contract.audit.AuditEntry;
import io.kaicd.contract.audit.AuditLine;
import io.kaicd.message.AuditProtocol;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class AuditStateTest {
  private static Counted counted(long number, Instant to, AuditLine.Denied... denials) {
    return new Counted("laptop", "run-1", number, FROM, to, List.of(denials), List.of());
  }

  private static AuditProtocol.Keep sent(String node, String run, long number) {
    var inbox = TestInbox.<AuditProtocol.Done>create();
    return new AuditProtocol.Keep(
        node, run, number, FROM, TO, List.of(), List.of(), inbox.getRef());
  }

  @Test
  void the_event_is_written_and_read_as_recorded() {
    Counted event =
        new Counted("laptop", "run-1", 7, FROM, TO, List.of(denied(3)), List.of(used(2)));
    var events = AuditStream.STREAM.events();

    byte[] golden = Golden.check("audit/counted-1", events.encode(event));

    assertThat(events.manifest(event)).isEqualTo("counted/1");
    assertThat(events.decode("counted/1", golden)).isEqualTo(event);
  }

  @Test
  void the_other_event_is_too() {
    UseBegun event = new UseBegun("laptop", FROM, "openai", "gpu", "key:app");
    var events = AuditStream.STREAM.events();

    byte[] golden = Golden.check("audit/use-begun-1", events.encode(event));

    assertThat(events.manifest(event)).isEqualTo("use-begun/1");
    assertThat(events.decode("use-begun/1", golden)).isEqualTo(event);
  }

  @Test
  void when_each_secret_was_sent_last_is_known_for_ever() {
    AuditLine.Used refused =
        new AuditLine.Used("other", "gpu", "key:app", "vault.locked", 1, TO, TO);
    AuditState state =
        AuditState.EMPTY
            .apply(
                new Counted("laptop", "run-1", 1, FROM, TO, List.of(), List.of(used(2), refused)))
            .apply(new UseBegun("laptop", TO.plusSeconds(9), "openai", "gpu", "key:app"))
            .apply(counted(2, TO.plus(Duration.ofDays(99)), denied(1)));

    assertThat(state.uses()).isEmpty();
    assertThat(state.lastSent()).isEqualTo(Map.of("openai", TO));
  }

  @Test
  void there_is_no_third_event() {
    assertThat(AuditEvent.class.getPermittedSubclasses())
        .containsExactly(Counted.class, UseBegun.class);
  }

  @Test
  void a_use_that_began_is_shown_and_one_that_goes_on_is_one_entry() {
    AuditState state =
        AuditState.EMPTY
            .apply(new UseBegun("laptop", FROM, "openai", "gpu", "key:app"))
            .apply(new Counted("laptop", "run-1", 1, FROM, TO, List.of(), List.of(used(2))))
            .apply(new UseBegun("laptop", FROM.plusSeconds(200), "openai", "gpu", "key:app"))
            .apply(new UseBegun("laptop", FROM.plusSeconds(200), "openai", "gpu", "owner"));

    assertThat(state.revision()).isEqualTo(4);
    assertThat(state.uses())
        .extracting(
            entry -> entry.line().code(),
            entry -> entry.line().actor(),
            entry -> entry.line().count())
        .containsExactly(
            tuple("begun", "key:app", 2L),
            tuple("sent", "key:app", 2L),
            tuple("begun", "owner", 1L));
    assertThat(state.uses().getFirst().line().last()).isEqualTo(FROM.plusSeconds(200));
  }

  @Test
  void a_state_keeps_its_bytes() {
    AuditState state =
        AuditState.EMPTY.apply(
            new Counted("laptop", "run-1", 7, FROM, TO, List.of(denied(3)), List.of(used(2))));
    var states = AuditStream.STREAM.states();

    byte[] golden =
        Golden.check("snapshot/" + states.manifest().replace('/', '-'), states.encode(state));

    assertThat(states.decode(states.manifest(), golden)).isEqualTo(state);
  }

  @Test
  void what_goes_on_is_one_entry_and_what_comes_later_another() {
    Instant later = FROM.plus(Duration.ofMinutes(30));
    Instant muchLater = FROM.plus(Duration.ofHours(2));
    AuditState state =
        AuditState.EMPTY
            .apply(counted(1, TO, denied("auth.invalid", 3, FROM), denied("auth.missing", 1, FROM)))
            .apply(counted(2, later, denied("auth.invalid", 4, later)))
            .apply(counted(3, muchLater, denied("auth.invalid", 5, muchLater)));

    assertThat(state.denials())
        .extracting(AuditEntry::number, entry -> entry.line().code(), entry -> entry.line().count())
        .containsExactly(
            tuple(1L, "auth.invalid", 7L),
            tuple(2L, "auth.missing", 1L),
            tuple(3L, "auth.invalid", 5L));
    assertThat(state.denials().getFirst().line().first()).isEqualTo(FROM);
    assertThat(state.denials().getFirst().line().last()).isEqualTo(later.plusSeconds(1));
    assertThat(state.newestFirst()).extracting(AuditEntry::number).containsExactly(3L, 2L, 1L);
  }

  @Test
  void two_nodes_are_two_entries() {
    AuditState state =
        AuditState.EMPTY
            .apply(counted(1, TO, denied(3)))
            .apply(new Counted("rack", "run-9", 1, FROM, TO, List.of(denied(4)), List.of()));

    assertThat(state.denials()).extracting(AuditEntry::node).containsExactly("laptop", "rack");
  }

  @Test
  void the_window_is_bounded_in_number_and_time_and_uses_push_no_denial_out() {
    AuditState state = AuditState.EMPTY.apply(counted(1, TO, denied(3)));
    List<AuditLine.Used> uses =
        IntStream.range(0, 2_000)
            .mapToObj(i -> new AuditLine.Used("s" + i, "gpu", "host", "sent", 1, FROM, TO))
            .toList();

    state = state.apply(new Counted("laptop", "run-1", 2, FROM, TO, List.of(), uses));

    assertThat(state.uses()).hasSize(500);
    assertThat(state.uses().getLast().line().secret()).isEqualTo("s1999");
    assertThat(state.denials()).hasSize(1);
    assertThat(state.entries()).isEqualTo(2_001);

    Instant nextMonth = TO.plus(Duration.ofDays(31));
    state = state.apply(counted(3, nextMonth, denied("auth.missing", 1, nextMonth)));

    assertThat(state.uses()).isEmpty();
    assertThat(state.denials()).hasSize(1);
    assertThat(state.denials().getFirst().number()).isEqualTo(2_002);
  }

  @Test
  void it_knows_what_it_has() {
    AuditState state = AuditState.EMPTY.apply(counted(7, TO, denied(3)));

    assertThat(state.has(sent("laptop", "run-1", 7))).isTrue();
    assertThat(state.has(sent("laptop", "run-1", 6))).isTrue();
    assertThat(state.has(sent("laptop", "run-1", 8))).isFalse();
    assertThat(state.has(sent("laptop", "run-2", 7))).as("a node that was started anew").isFalse();
    assertThat(state.has(sent("rack", "run-1", 7))).isFalse();
  }

  @Test
  void a_node_that_is_long_gone_is_forgotten() {
    AuditState state = AuditState.EMPTY.apply(counted(7, TO, denied(3)));
    Instant nextMonth = TO.plus(Duration.ofDays(31));

    state = state.apply(new Counted("rack", "run-9", 1, FROM, nextMonth, List.of(), List.of()));

    assertThat(state.marks()).containsOnlyKeys("rack");
  }
}
