package io.kaicd.actors.registry;

import static io.kaicd.actors.registry.Samples.definition;
import static io.kaicd.actors.registry.Samples.install;
import static io.kaicd.actors.registry.Samples.put;
import static io.kaicd.actors.registry.Samples.service;
import static io.kaicd.actors.registry.Samples.store;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.contract.version.SemVer;
import io.kaicd.message.RegistryProtocol.Origin;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceRulesTest {
  private final Deciding registry = new Deciding().given(install(definition("1.0.0")));

  @Test
  void puts_and_counts_generations() {
    assertThat(registry.accepted(put("gpu", service("chat@^1"))).created()).isTrue();
    registry.unchanged(put("gpu", service("chat@^1")));

    var changed = registry.accepted(put("gpu", service("chat@^1").put("enabled", false)));

    assertThat(changed.created()).isFalse();
    assertThat(registry.service("gpu").created()).isEqualTo(2); // the journal's second event
    assertThat(registry.service("gpu").generation()).isEqualTo(3);
    assertThat(registry.service("gpu").spec().enabled()).isFalse();
  }

  @Test
  void what_was_seen_of_a_service_is_not_of_the_next_one_under_its_id() {
    registry.given(put("gpu", service("chat@^1")));
    long seen = registry.service("gpu").generation();
    registry.given(new RegistryWrite.RemoveService("gpu"), put("gpu", service("chat@^1")));

    RegistryWrite change = put("gpu", service("chat@^1").put("enabled", false));
    Deciding.refused(
        registry.decide(change, new Precondition.Generation(seen)), ErrorCode.WRITE_STALE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../etc/passwd", "a/b", "", "GPU", "a@b", "-a"})
  void an_id_that_is_none_is_refused(String id) {
    registry.refused(put(id, service("chat")), ErrorCode.SERVICE_INVALID);
  }

  @Test
  void an_invalid_document_is_refused_with_pointers() {
    registry.refused(
        put("gpu", service("chat").put("enabled", "yes").put("nonsense", 1)),
        ErrorCode.SERVICE_INVALID,
        "/enabled",
        "/nonsense");
    ObjectNode stolen = service("chat");
    stolen.set("secrets", Json.parse("{\"apiKey\":{\"env\":\"HOME\"}}"));
    registry.refused(put("gpu", stolen), ErrorCode.SERVICE_INVALID, "/secrets/apiKey/env");
  }

  @Test
  void its_configuration_is_checked_against_its_definition() {
    ObjectNode document = service("chat");
    document.set("config", Json.parse("{\"baseUrl\":7,\"other\":1}"));

    registry.refused(
        put("gpu", document), ErrorCode.SERVICE_INVALID, "/config/baseUrl", "/config/other");
  }

  @Test
  void a_definition_out_of_range_or_a_range_that_is_none_is_refused() {
    registry.refused(put("gpu", service("chat@^2")), ErrorCode.DEFINITION_UNKNOWN);
    registry.refused(put("gpu", service("other")), ErrorCode.DEFINITION_UNKNOWN);
    registry.refused(put("gpu", service("chat@>>1")), ErrorCode.RANGE_INVALID, "/definition");
  }

  @Test
  void required_secrets_must_be_named_and_others_must_not() {
    ObjectNode wanting = definition("1.0.0").put("id", "wanting");
    wanting.set(
        "secrets",
        Json.parse(
            """
            [{"name":"apiKey","required":true,"send":{"in":"header","name":"Authorization"}}]
            """));
    registry.given(install(wanting));
    registry.refused(put("a", service("wanting")), ErrorCode.SERVICE_INVALID, "/secrets/apiKey");

    ObjectNode named = service("wanting");
    named.set("secrets", Json.parse("{\"apiKey\":{\"env\":\"KAI_SECRET_A\"}}"));
    registry.accepted(put("a", named));

    ObjectNode more = named.deepCopy();
    ((ObjectNode) more.get("secrets")).set("other", Json.parse("{\"env\":\"KAI_SECRET_B\"}"));
    registry.refused(put("a", more), ErrorCode.SERVICE_INVALID, "/secrets/other");
  }

  @Test
  void it_is_the_default_only_for_what_its_definition_has() {
    ObjectNode document = service("chat");
    document.set("defaultFor", Json.parse("[\"llm_chat\",\"embedding\"]"));
    registry.refused(put("gpu", document), ErrorCode.SERVICE_INVALID, "/defaultFor/1");

    document.set("defaultFor", Json.parse("[\"llm_chat\"]"));
    registry.accepted(put("gpu", document));
    assertThat(registry.service("gpu").spec().defaultFor()).containsExactly("llm_chat");
  }

  @Test
  void preconditions_hold() {
    RegistryWrite write = put("gpu", service("chat"));
    Deciding.refused(registry.decide(write, new Precondition.Generation(1)), ErrorCode.WRITE_STALE);
    registry.accepted(registry.decide(write, new Precondition.Absent()));

    Deciding.refused(registry.decide(write, new Precondition.Absent()), ErrorCode.WRITE_STALE);
    RegistryWrite change = put("gpu", service("chat").put("enabled", false));
    Deciding.refused(
        registry.decide(change, new Precondition.Generation(3)), ErrorCode.WRITE_STALE);
    registry.accepted(registry.decide(change, new Precondition.Generation(2)));
    Deciding.refused(
        registry.decide(new RegistryWrite.RemoveService("gpu"), new Precondition.Generation(2)),
        ErrorCode.WRITE_STALE);
  }

  @Test
  void a_service_whose_data_is_a_nodes_stays_on_the_node_that_took_it() {
    registry.given(install(store("1.0.0")));
    ObjectNode document = (ObjectNode) Json.parse("{\"definition\":\"store\"}");
    registry.accepted(put("notes", document));
    assertThat(registry.service("notes").spec().placement().node()).isEqualTo("laptop");

    var desk = new Origin("desk", "central", Set.of("disk"));
    RegistryWrite again = put("notes", document);
    assertThat(registry.decide(again, Samples.PLAIN, desk))
        .isInstanceOf(RegistryDecision.Unchanged.class);

    var bare = new Origin("bare", "central", Set.of());
    var refusal =
        Deciding.refused(
            registry.decide(put("more", document), Samples.PLAIN, bare), ErrorCode.ROUTE_NONE_FITS);
    assertThat(refusal.message()).contains("bare", "trait disk");
  }

  @Test
  void a_service_that_the_newest_version_does_not_fit_can_still_be_changed() {
    registry.given(put("gpu", service("chat@^1")));
    ObjectNode next = definition("1.1.0");
    ((ObjectNode) next.at("/config/properties/baseUrl")).put("maxLength", 3);
    registry.given(install(next));

    var accept = registry.accepted(put("gpu", service("chat@^1").put("enabled", false)));

    assertThat(registry.service("gpu").resolved()).isEqualTo(SemVer.of("1.0.0"));
    assertThat(accept.notes()).singleElement().asString().contains("chat@1.0.0", "chat@1.1.0");
    registry.refused(put("new", service("chat@^1")), ErrorCode.SERVICE_INVALID, "/config/baseUrl");
  }

  @Test
  void quarantine_and_release_are_said_once() {
    registry.given(put("gpu", service("chat")));
    RegistryWrite quarantine = new RegistryWrite.QuarantineService("gpu", "it crashed 5 times");
    registry.given(quarantine);
    assertThat(registry.service("gpu").quarantine()).isEqualTo("it crashed 5 times");
    registry.unchanged(quarantine);

    registry.given(new RegistryWrite.ReleaseService("gpu"));
    assertThat(registry.service("gpu").quarantine()).isEmpty();
    registry.unchanged(new RegistryWrite.ReleaseService("gpu"));
    registry.refused(new RegistryWrite.ReleaseService("no/such"), ErrorCode.SERVICE_UNKNOWN);
  }

  @Test
  void a_long_reason_is_cut_and_no_character_of_it_in_two() {
    registry.given(put("gpu", service("chat")));

    registry.given(
        new RegistryWrite.QuarantineService("gpu", "x".repeat(299) + "\uD83D\uDE00 and more"));

    assertThat(registry.service("gpu").quarantine()).isEqualTo("x".repeat(299));
  }

  @Test
  void too_large_and_too_many_are_refused() {
    ObjectNode large = service("chat");
    ((ObjectNode) large.get("config")).put("baseUrl", "x".repeat(256 * 1024));
    registry.refused(put("gpu", large), ErrorCode.REQUEST_TOO_LARGE);

    for (int i = 0; i < 20; i++) {
      registry.given(put("s" + i, service("chat")));
    }
    registry.refused(put("s20", service("chat")), ErrorCode.SERVICE_INVALID);
    registry.unchanged(put("s19", service("chat")));
  }
}
