package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.cli.ReadJournal;
import io.kaicd.cli.ReadJournal.Told;
import io.kaicd.contract.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The faults that the counting is there for, planted: an event that is lost, one that is twice. */
class LedgerTest {
  private static final List<Told> JOURNAL =
      List.of(
          told(
              "registry", 1, "definition-installed/1", "{'document':{'id':'d','version':'1.0.0'}}"),
          told("configuration", 1, "profile-patched/1", "{'by':{'reason':'c1'}}"),
          told("configuration", 2, "profile-patched/1", "{'by':{'reason':'c2'}}"),
          told("keys", 1, "key-made/1", "{'id':'k1'}"),
          told("vault", 1, "secret-put/1", "{'name':'turning','version':1}"),
          told("vault", 2, "secret-put/1", "{'name':'turning','version':2}"),
          told("vault", 3, "secret-put/1", "{'name':'s1','version':1}"),
          told("vault", 4, "secret-deleted/1", "{'name':'s1'}"),
          told("vault", 5, "kek-added/1", "{'id':'kek-2'}"),
          told("audit", 1, "counted/1", "{'run':'r1','number':1}"));

  private final Ledger ledger = new Ledger();

  private static Told told(String stream, long seq, String manifest, String event) {
    JsonNode json = Json.parse(event.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    return new Told(stream, seq, manifest, json);
  }

  @BeforeEach
  void written() {
    for (Told told : JOURNAL) {
      if (!told.stream().equals("audit") && !told.name().startsWith("vault/kek")) {
        ledger.ask(Ledger.named(told));
        ledger.acknowledge(Ledger.named(told));
      }
    }
    ledger.ask("keys/key-made k2"); // never answered, and not there
  }

  @Test
  void a_journal_that_tells_what_was_acknowledged_once_is_right() {
    Ledger.Account account = ledger.against(new ReadJournal(JOURNAL));

    assertThat(account.lost()).isEmpty();
    assertThat(account.doubled()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void an_event_of_any_stream_that_is_there_twice_is_found(int which) {
    List<Told> doubled = new ArrayList<>(JOURNAL);
    Told told = JOURNAL.get(which);
    doubled.add(new Told(told.stream(), 100, told.manifest(), told.event()));

    assertThat(ledger.against(new ReadJournal(doubled)).doubled())
        .singleElement()
        .asString()
        .endsWith("times " + Ledger.named(told));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 5, 6, 7})
  void an_acknowledged_event_that_is_missing_is_found(int which) {
    List<Told> lost = new ArrayList<>(JOURNAL);
    lost.remove(which);

    assertThat(ledger.against(new ReadJournal(lost)).lost())
        .containsExactly(Ledger.named(JOURNAL.get(which)));
  }

  @Test
  void a_second_version_that_a_retried_write_made_is_found() {
    List<Told> twice = new ArrayList<>(JOURNAL);
    twice.add(told("vault", 6, "secret-put/1", "{'name':'s1','version':2}"));

    assertThat(ledger.against(new ReadJournal(twice)).doubled())
        .containsExactly("2 times vault/secret-put s1");
  }
}
