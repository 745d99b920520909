package io.kaicd.actors.registry;

import static io.kaicd.actors.registry.Samples.definition;
import static io.kaicd.actors.registry.Samples.install;
import static io.kaicd.actors.registry.Samples.put;
import static io.kaicd.actors.registry.Samples.service;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.actors.registry.RegistryEvent.DefinitionInstalled;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.contract.version.SemVer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionRulesTest {
  private final Deciding registry = new Deciding();

  @Test
  void installs_and_says_by_whom() {
    var accept = registry.accepted(install(definition("1.0.0")));

    assertThat(accept.created()).isTrue();
    assertThat(accept.event().by().actor()).isEqualTo("k1");
    assertThat(registry.state().revision()).isEqualTo(1);
    assertThat(registry.state().definition("chat", SemVer.of("1.0.0"))).isNotNull();
  }

  @Test
  void the_same_content_again_changes_nothing_whatever_its_order() {
    registry.given(install(definition("1.0.0")));
    ObjectNode reordered = Json.shared().createObjectNode();
    reordered.set("capabilities", definition("1.0.0").get("capabilities"));
    reordered.setAll(definition("1.0.0"));

    registry.unchanged(install(reordered));
  }

  @Test
  void other_content_under_an_installed_version_is_a_conflict() {
    registry.given(install(definition("1.0.0")));

    registry.refused(
        install(definition("1.0.0").put("title", "Other")), ErrorCode.DEFINITION_CONFLICT);
    Deciding.refused(
        registry.decide(install(definition("1.0.0")), new Precondition.Absent()),
        ErrorCode.DEFINITION_CONFLICT);
  }

  @Test
  void an_invalid_document_is_refused_with_pointers() {
    registry.refused(
        install(definition("1.0.0").put("category", "Not An Id").put("nonsense", 1)),
        ErrorCode.DEFINITION_INVALID,
        "/category",
        "/nonsense");
    registry.refused(
        new RegistryWrite.InstallDefinition(
            "../x", SemVer.of("1.0.0"), definition("1.0.0").put("id", "../x")),
        ErrorCode.DEFINITION_INVALID,
        "/id");
  }

  @Test
  void a_document_under_another_address_is_refused() {
    registry.refused(
        new RegistryWrite.InstallDefinition("chat", SemVer.of("2.0.0"), definition("1.0.0")),
        ErrorCode.DEFINITION_INVALID,
        "/id");
  }

  @ParameterizedTest
  @CsvSource({"/host, >>1", "/implementation/version, not-a-range"})
  void a_range_that_does_not_parse_is_refused_where_it_stands(String pointer, String range) {
    ObjectNode document = definition("1.0.0");
    String[] path = pointer.substring(1).split("/", -1);
    ObjectNode at = path.length == 1 ? document : (ObjectNode) document.get(path[0]);
    at.put(path[path.length - 1], range);

    registry.refused(install(document), ErrorCode.DEFINITION_INVALID, pointer);
  }

  @ParameterizedTest
  @CsvSource({
    "header,Host",
    "header,content-length",
    "header,Transfer-Encoding",
    "header,CONNECTION",
    "bearer,Proxy-Authorization",
  })
  void a_secret_in_a_header_of_the_hosts_is_refused(String in, String name) {
    ObjectNode document = definition("1.0.0");
    document
        .putArray("secrets")
        .addObject()
        .put("name", "apiKey")
        .put("required", false)
        .putObject("send")
        .put("in", in)
        .put("name", name);

    registry.refused(install(document), ErrorCode.DEFINITION_INVALID, "/secrets/0/send/name");
  }

  @Test
  void a_configuration_schema_that_is_none_is_refused() {
    ObjectNode document = definition("1.0.0");
    document.set("config", Json.parse("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":7}}}"));

    registry.refused(install(document), ErrorCode.DEFINITION_INVALID, "/config");
  }

  @Test
  void a_schema_that_points_elsewhere_is_refused_and_not_fetched() {
    ObjectNode document = definition("1.0.0");
    document.set("config", Json.parse("{\"$ref\":\"http://127.0.0.1:9/schema.json\"}"));

    registry.refused(install(document), ErrorCode.DEFINITION_INVALID, "/config");
  }

  @Test
  void another_host_is_refused_by_name_and_the_old_version_stays() {
    registry.given(install(definition("1.0.0")), put("gpu", service("chat@^1")));

    var rejection =
        registry.refused(
            install(definition("1.1.0").put("host", "^2.0.0")),
            ErrorCode.DEFINITION_DOES_NOT_FIT,
            "/host");

    assertThat(rejection.message()).contains("chat@1.1.0", "^2.0.0", "1.0.0");
    assertThat(rejection.faults().getFirst())
        .isEqualTo(new Fault("/host", "host.range", "^2.0.0", "1.0.0"));
    assertThat(registry.service("gpu").resolved()).isEqualTo(SemVer.of("1.0.0"));
  }

  @Test
  void unknown_contracts_plugins_offers_and_requirements_are_all_named() {
    ObjectNode document = definition("1.0.0");
    document.set("implementation", Json.parse("{\"plugin\":\"connector\",\"version\":\"^9\"}"));
    document.set("capabilities", Json.parse("[{\"id\":\"llm_chat\",\"version\":\"9.0.0\"}]"));
    document.set("requires", Json.parse("[{\"id\":\"embedding\",\"version\":\"^1\"}]"));
    document.set(
        "offers",
        Json.parse(
            "[{\"key\":\"model\",\"capabilities\":[\"embedding\"],\"from\":\"llm_chat/no\"}]"));

    registry.refused(
        install(document),
        ErrorCode.DEFINITION_DOES_NOT_FIT,
        "/capabilities/0",
        "/implementation",
        "/requires/0",
        "/offers/0/capabilities",
        "/offers/0/from");
  }

  @Test
  void what_it_calls_may_be_installed_before_it_and_not_be_removed_under_it() {
    ObjectNode caller = definition("1.0.0").put("id", "caller");
    caller.set("requires", Json.parse("[{\"id\":\"vector_database\",\"version\":\"^1\"}]"));
    registry.refused(install(caller), ErrorCode.DEFINITION_DOES_NOT_FIT, "/requires/0");
    registry.given(install(Samples.store("1.0.0")), install(caller));

    var removal = new RegistryWrite.RemoveDefinition("store", SemVer.of("1.0.0"));
    assertThat(registry.refused(removal, ErrorCode.DEFINITION_IN_USE).message())
        .contains("caller@1.0.0");

    registry.given(install(Samples.store("1.1.0")));
    registry.accepted(removal);
  }

  @Test
  void too_large_and_too_many_are_refused() {
    String filler = "x".repeat(256 * 1024);
    ObjectNode large = definition("1.0.0");
    ((ObjectNode) large.get("config")).put("description", filler);
    registry.refused(install(large), ErrorCode.REQUEST_TOO_LARGE);

    for (int i = 0; i < 20; i++) {
      registry.given(install(definition("1.0." + i)));
    }
    registry.refused(install(definition("1.1.0")), ErrorCode.DEFINITION_DOES_NOT_FIT);
  }

  @Test
  void a_newer_version_takes_the_services_that_fit_it_and_says_which_do_not() {
    registry.given(
        install(definition("1.0.0")),
        put("follows", service("chat@^1")),
        put("pinned", service("chat@1.0.0")),
        put("misfit", (ObjectNode) service("chat").set("config", misfitConfig())));
    ObjectNode stricter = definition("1.1.0");
    ((ObjectNode) stricter.at("/config/properties/baseUrl")).put("pattern", "^http:");

    var accept = registry.accepted(install(stricter));

    assertThat(accept.event())
        .isInstanceOfSatisfying(
            DefinitionInstalled.class,
            event -> {
              assertThat(event.moved()).containsExactly("follows");
              assertThat(event.kept())
                  .containsExactly(new RegistryEvent.Kept("misfit", "/config/baseUrl"));
            });
    assertThat(accept.notes()).singleElement().asString().contains("misfit", "/config/baseUrl");
    assertThat(registry.service("follows").resolved()).isEqualTo(SemVer.of("1.1.0"));
    assertThat(registry.service("follows").generation())
        .isEqualTo(registry.service("follows").created() + 1);
    assertThat(registry.service("pinned").resolved()).isEqualTo(SemVer.of("1.0.0"));
    assertThat(registry.service("misfit").resolved()).isEqualTo(SemVer.of("1.0.0"));
    assertThat(registry.service("misfit").generation())
        .isEqualTo(registry.service("misfit").created());
  }

  private static ObjectNode misfitConfig() {
    return Json.shared().createObjectNode().put("baseUrl", "ftp://x");
  }

  @Test
  void an_older_version_or_a_prerelease_moves_nothing() {
    registry.given(install(definition("1.1.0")), put("gpu", service("chat@^1")));

    registry.given(install(definition("1.0.0")), install(definition("1.2.0-rc.1")));

    assertThat(registry.service("gpu").resolved()).isEqualTo(SemVer.of("1.1.0"));
  }

  @Test
  void removal_is_refused_while_services_run_it_and_names_them() {
    registry.given(
        install(definition("1.0.0")), put("gpu", service("chat")), put("cpu", service("chat")));
    var removal = new RegistryWrite.RemoveDefinition("chat", SemVer.of("1.0.0"));

    assertThat(registry.refused(removal, ErrorCode.DEFINITION_IN_USE).message())
        .contains("cpu, gpu");

    registry.given(
        new RegistryWrite.RemoveService("gpu"), new RegistryWrite.RemoveService("cpu"), removal);
    assertThat(registry.state().definitions()).isEmpty();
    registry.refused(removal, ErrorCode.DEFINITION_UNKNOWN);
  }
}
