package io.kaicd.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResourceTest {
  private static final String DEFINITIONS = "/api/v1/definitions/my-llm/";
  private static final String GPU = "/api/v1/services/gpu";
  private static final String SPEC = "{\"definition\":\"my-llm@^1\"}";
  private static final String DOCUMENT =
      FakeRegistry.definition("my-llm", "1.1.0", "^1.0.0").toString();
  private final Door door = Door.open();

  @AfterEach
  void close() {
    door.close();
  }

  private HttpResponse<String> install(String version, String host) {
    String document = FakeRegistry.definition("my-llm", version, host).toString();
    return door.send(door.json("PUT", DEFINITIONS + version, document));
  }

  private HttpResponse<String> delete(String path) {
    return door.send(door.request(path).DELETE());
  }

  private HttpResponse<String> post(String path) {
    return door.send(door.request(path).POST(BodyPublishers.noBody()));
  }

  @Test
  void definitionsAreImmutableAndSideBySide() {
    assertThat(install("1.0.0", "^1.0.0").statusCode()).isEqualTo(201);
    assertThat(install("1.0.0", "^1.0.0").statusCode()).isEqualTo(200);
    assertThat(install("1.0.0", "^1.1.0").statusCode()).isEqualTo(409);
    assertThat(install("1.1.0", "^1.0.0").statusCode()).isEqualTo(201);
    JsonNode versions = Door.body(door.get("/api/v1/definitions/my-llm"));
    assertThat(versions.at("/versions/0/version").asText()).isEqualTo("1.1.0");
    assertThat(versions.path("versions")).hasSize(2);
    var one = door.get(DEFINITIONS + "1.0.0");
    assertThat(Door.body(one)).isEqualTo(FakeRegistry.definition("my-llm", "1.0.0", "^1.0.0"));
    assertThat(one.headers().firstValue("ETag").orElse("")).startsWith("\"sha256:");
    assertThat(delete(DEFINITIONS + "1.0.0").statusCode()).isEqualTo(204);
    assertThat(door.get(DEFINITIONS + "1.0.0").statusCode()).isEqualTo(404);
  }

  @Test
  void whatIsToBeKnownOfAnAcceptedChangeIsAHeaderEach() {
    door.registry.notes = List.of("service a stays: it does not fit", "b\r\nSet-Cookie: caf\u00e9");
    assertThat(install("1.0.0", "^1.0.0").headers().allValues("Kai-Note"))
        .containsExactlyInAnyOrder("service a stays: it does not fit", "b?Set-Cookie: caf?");
    assertThat(Door.body(door.send(door.json("PUT", DEFINITIONS + "1.1.0?dryRun=true", DOCUMENT))))
        .isEqualTo(
            Json.parse(
                "{\"dryRun\":true,\"created\":true,\"changed\":true,\"notes\":"
                    + "[\"service a stays: it does not fit\",\"b\\r\\nSet-Cookie: caf\u00e9\"]}"));
  }

  @Test
  void aRefusedDefinitionTellsWhatWasKept() {
    install("1.0.0", "^1.0.0");
    door.send(door.json("PUT", GPU, SPEC));
    var reply = install("2.0.0", "^2.0.0");
    JsonNode problem = Door.body(reply);
    assertThat(reply.statusCode()).isEqualTo(422);
    assertThat(problem.at("/kept/version").asText()).isEqualTo("1.0.0");
    assertThat(problem.at("/kept/services/0").asText()).isEqualTo("gpu");
    assertThat(problem.path("instance").asText()).isEqualTo(DEFINITIONS + "2.0.0");
  }

  @Test
  void aDryRunChangesNothing() {
    String document = FakeRegistry.definition("my-llm", "1.0.0", "^1.0.0").toString();
    var reply = door.send(door.json("PUT", DEFINITIONS + "1.0.0?dryRun=true", document));
    assertThat(Door.body(reply).path("created").asBoolean()).isTrue();
    assertThat(door.registry.writes.getLast().dryRun()).isTrue();
    assertThat(door.get(DEFINITIONS + "1.0.0").statusCode()).isEqualTo(404);
  }

  @Test
  void listsComeInPages() {
    for (int i = 0; i < 5; i++) {
      install("1." + i + ".0", "^1.0.0");
    }
    Set<String> seen = new HashSet<>();
    String cursor = "";
    int pages = 0;
    do {
      JsonNode page = Door.body(door.get("/api/v1/definitions?limit=2&cursor=" + cursor));
      page.path("items").forEach(item -> seen.add(item.path("version").asText()));
      cursor = page.path("next").asText("");
      pages++;
    } while (!cursor.isEmpty() && !cursor.equals("null") && pages < 10);
    assertThat(pages).isEqualTo(3);
    assertThat(seen).hasSize(5);
    assertThat(door.get("/api/v1/definitions?cursor=%21").statusCode()).isEqualTo(400);
  }

  @Test
  void servicesAreGuardedByTheirGeneration() {
    var made = door.send(door.json("PUT", GPU, SPEC).header("If-None-Match", "*"));
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.headers().firstValue("ETag")).hasValue("\"1\"");
    assertThat(door.send(door.json("PUT", GPU, SPEC).header("If-None-Match", "*")).statusCode())
        .isEqualTo(412);
    assertThat(door.send(door.json("PUT", GPU, SPEC).header("If-Match", "\"7\"")).statusCode())
        .isEqualTo(412);
    assertThat(door.send(door.json("PUT", GPU, SPEC).header("If-Match", "seven")).statusCode())
        .isEqualTo(400);
    assertThat(door.send(door.json("PUT", GPU, SPEC).header("If-Match", "\"1\"")).statusCode())
        .isEqualTo(200);
    JsonNode service = Door.body(door.get(GPU));
    assertThat(service.path("generation").asInt()).isEqualTo(2);
    assertThat(service.path("resolved").asText()).isEqualTo("my-llm@1.0.0");
    assertThat(service.at("/placement/node").isNull()).isTrue();
    assertThat(service.at("/status/phase").asText()).isEqualTo("ready");
    assertThat(service.at("/status/offers/model/1").asText()).isEqualTo("qwen3:8b");
    assertThat(service.at("/status/lastProblem").isNull()).isTrue();
    assertThat(delete(GPU).statusCode()).isEqualTo(204);
    assertThat(delete(GPU).statusCode()).isEqualTo(404);
  }

  /** Or else the next If-Match of this writer would overwrite what he has never seen. */
  @Test
  void whoPutsAServiceKnowsHisOwnGenerationAndNotAnothersAfterIt() {
    install("1.0.0", "^1.0.0");
    door.registry.overtaken = true;

    var made = door.send(door.json("PUT", GPU, SPEC));

    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.headers().firstValue("ETag")).hasValue("\"1\"");
    assertThat(door.get(GPU).headers().firstValue("ETag")).hasValue("\"2\"");
  }

  @Test
  void servicesAreFound() {
    door.send(door.json("PUT", GPU, SPEC));
    assertThat(found("capability=llm_chat")).isEqualTo(1);
    assertThat(found("capability=llm_chat&contract=%5E1.0&trait=gpu&phase=ready&role=any"))
        .isEqualTo(1);
    assertThat(found("capability=llm_chat&contract=%5E2.0")).isZero();
    assertThat(found("capability=embedding")).isZero();
    assertThat(found("trait=disk")).isZero();
    assertThat(found("phase=quarantined")).isZero();
    assertThat(door.get("/api/v1/services?phase=sleepy").statusCode()).isEqualTo(400);
    assertThat(door.get("/api/v1/services?contract=1").statusCode()).isEqualTo(400);
  }

  private int found(String query) {
    return Door.body(door.get("/api/v1/services?" + query)).path("items").size();
  }

  @Test
  void quarantineIsVisibleAndReversible() {
    door.send(door.json("PUT", GPU, SPEC));
    var put = door.send(door.json("POST", GPU + "/quarantine", "{\"reason\":\"it smokes\"}"));
    assertThat(Door.body(put).at("/status/phase").asText()).isEqualTo("quarantined");
    assertThat(Door.body(put).at("/status/quarantine").asText()).isEqualTo("it smokes");
    assertThat(Door.body(post(GPU + "/release")).at("/status/phase").asText()).isEqualTo("ready");
    assertThat(Door.body(post(GPU + "/quarantine")).at("/status/quarantine").asText())
        .isEqualTo("by admin");
    assertThat(door.send(door.json("POST", GPU + "/quarantine", "{\"x\":1}")).statusCode())
        .isEqualTo(422);
  }

  @Test
  void contractsAreReadable() {
    JsonNode list = Door.body(door.get("/api/v1/capabilities"));
    assertThat(list.path("items").size()).isGreaterThanOrEqualTo(5);
    var chat = door.get("/api/v1/capabilities/llm_chat?contract=%5E1");
    assertThat(chat.headers().firstValue("Kai-Contract")).hasValue("llm_chat/1.0.0");
    assertThat(Door.body(chat).path("id").asText()).isEqualTo("llm_chat");
    assertThat(door.get("/api/v1/capabilities/llm_chat?contract=%5E9").statusCode()).isEqualTo(404);
    assertThat(door.get("/api/v1/capabilities/telepathy").statusCode()).isEqualTo(404);
    assertThat(Door.body(door.get("/api/v1/nodes")).at("/items/0/id").asText()).isEqualTo("laptop");
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void everyErrorHasItsPage(ErrorCode code) {
    var json = door.send(door.bare("/problems/" + code.text()));
    var html = door.send(door.bare("/problems/" + code.text()).header("Accept", "text/html"));
    assertThat(Door.body(json).path("remedy").asText()).isEqualTo(code.remedy());
    assertThat(html.headers().firstValue("Content-Type")).hasValue("text/html; charset=UTF-8");
    assertThat(html.body()).contains(code.title());
  }

  @Test
  void schemasAreServedUnderTheirIds() {
    for (String name : Set.of("service-definition", "service", "capability")) {
      String path = "/schemas/" + name + "/1.json";
      assertThat(Door.body(door.send(door.bare(path))).path("$id").asText()).isEqualTo(path);
    }
    assertThat(door.send(door.bare("/schemas/service/2.json")).statusCode()).isEqualTo(404);
    assertThat(door.send(door.bare("/problems/nothing")).statusCode()).isEqualTo(404);
  }
}
