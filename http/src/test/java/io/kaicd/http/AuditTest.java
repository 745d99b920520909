package io.kaicd.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.audit.AuditEntry;
import io.kaicd.contract.audit.AuditLine;
import io.kaicd.contract.audit.Denial;
import io.kaicd.contract.error.ErrorCode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the door counts as denied, and how the audit is shown. */
class AuditTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  private final Door door = Door.open();

  @AfterEach
  void close() {
    door.close();
  }

  private HttpRequest.Builder as(String token, String path) {
    return door.bare(path).header("Authorization", "Bearer " + token);
  }

  private void denied(HttpRequest.Builder request, int status, Denial denial) {
    door.audit.denials.clear();
    assertThat(door.send(request).statusCode()).isEqualTo(status);
    assertThat(door.audit.denials).containsExactly(denial);
  }

  @Test
  void eachDenialIsCountedOnceUnderTheNodesOwnWords() throws Exception {
    denied(
        door.bare("/api/v1/keys"),
        401,
        new Denial(ErrorCode.AUTH_MISSING, Denial.NOBODY, "listKeys"));
    denied(
        as("kai_admin_made-up-by-a-stranger", "/api/v1/services/a-strangers-text"),
        401,
        new Denial(ErrorCode.AUTH_INVALID, Denial.NOBODY, "getService"));
    denied(
        as("made-up", "/a-strangers-text"),
        401,
        new Denial(ErrorCode.AUTH_INVALID, Denial.NOBODY, Denial.NOWHERE));
    denied(
        as(Door.REVOKED, "/api/v1/keys"),
        401,
        new Denial(ErrorCode.AUTH_INVALID, "key:gone", "listKeys"));
    denied(
        as(Door.READER, "/api/v1/keys/other").DELETE(),
        403,
        new Denial(ErrorCode.AUTH_FORBIDDEN, "reader", "revokeKey"));
    denied(
        as(Door.READER, "/api/v1/capabilities/llm_chat/chat").POST(BodyPublishers.noBody()),
        403,
        new Denial(ErrorCode.AUTH_FORBIDDEN, "reader", "callCapability"));
    denied(
        as(Door.ADMIN, "/api/v1/keys").header("Origin", "https://evil.example"),
        403,
        new Denial(ErrorCode.ORIGIN_REFUSED, Denial.NOBODY, Denial.NOWHERE));
    denied(
        door.bare("/v1/models"),
        401,
        new Denial(ErrorCode.AUTH_MISSING, Denial.NOBODY, "listModels"));

    door.audit.denials.clear();
    try (RawSocket socket = new RawSocket(door.port())) {
      socket.send("GET /health/live HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
      assertThat(socket.readAll()).startsWith("HTTP/1.1 403");
    }
    assertThat(door.audit.denials)
        .containsExactly(new Denial(ErrorCode.HOST_REFUSED, Denial.NOBODY, Denial.NOWHERE));
  }

  @Test
  void aHandlersDenialIsCountedToo() {
    door.audit.failure = ErrorCode.VAULT_PASSPHRASE_WRONG.reject("no").asException();

    denied(
        door.request("/api/v1/audit"),
        403,
        new Denial(ErrorCode.VAULT_PASSPHRASE_WRONG, "admin", "listAudit"));
  }

  @Test
  void whatSucceedsIsWrongOrTooMuchIsNoDenial() {
    assertThat(door.get("/api/v1/keys").statusCode()).isEqualTo(200);
    assertThat(door.get("/api/v1/nothing").statusCode()).isEqualTo(404);
    assertThat(door.get("/api/v1/keys?what=").statusCode()).isEqualTo(400);
    assertThat(door.send(door.request("/api/v1/keys/x")).statusCode()).isEqualTo(405);
    assertThat(door.send(door.json("POST", "/api/v1/keys", "x".repeat(2 << 20))).statusCode())
        .isEqualTo(413);
    door.ready = false;
    assertThat(door.send(door.bare("/api/v1/keys")).statusCode()).isEqualTo(503);

    assertThat(door.audit.denials).isEmpty();
  }

  @Test
  void theNewestComesFirstPageByPage() {
    for (int i = 1; i <= 5; i++) {
      door.audit.entries.addFirst(denial(i, "auth.invalid", "nobody", NOON.plusSeconds(i)));
    }

    JsonNode first = Door.body(door.get("/api/v1/audit?limit=3"));
    JsonNode rest =
        Door.body(door.get("/api/v1/audit?limit=3&cursor=" + first.path("next").asText()));

    assertThat(first.path("items").findValuesAsText("number")).containsExactly("5", "4", "3");
    assertThat(rest.path("items").findValuesAsText("number")).containsExactly("2", "1");
    assertThat(rest.path("next").isNull()).isTrue();
    assertThat(first.at("/items/0").toString())
        .isEqualTo(
            "{\"number\":5,\"node\":\"laptop\",\"kind\":\"denied\",\"code\":\"auth.invalid\","
                + "\"actor\":\"nobody\",\"operation\":\"listKeys\",\"count\":5,"
                + "\"first\":\"2026-01-02T12:00:00Z\",\"last\":\"2026-01-02T12:00:05Z\"}");
  }

  private static AuditEntry<?> denial(int number, String code, String actor, Instant last) {
    return new AuditEntry<>(
        number, "laptop", new AuditLine.Denied(code, actor, "listKeys", number, NOON, last));
  }

  @Test
  void itIsFilteredByActorCodeAndTime() {
    door.audit.entries.add(
        new AuditEntry<>(
            3, "laptop", new AuditLine.Used("openai", "gpu", "key:app", "sent", 9, NOON, NOON)));
    door.audit.entries.add(denial(2, "auth.forbidden", "key:app", NOON));
    door.audit.entries.add(denial(1, "auth.missing", "nobody", NOON.minusSeconds(60)));

    assertThat(numbers("?actor=key:app")).isEqualTo("[3, 2]");
    assertThat(numbers("?actor=key:app&code=sent")).isEqualTo("[3]");
    assertThat(numbers("?code=auth.missing")).isEqualTo("[1]");
    assertThat(numbers("?since=" + NOON)).isEqualTo("[3, 2]");
    assertThat(numbers("?since=" + NOON.plusSeconds(1))).isEqualTo("[]");
    assertThat(door.get("/api/v1/audit?since=yesterday").statusCode()).isEqualTo(400);
    JsonNode used = Door.body(door.get("/api/v1/audit?code=sent")).at("/items/0");
    assertThat(used.path("secret").asText()).isEqualTo("openai");
    assertThat(used.path("service").asText()).isEqualTo("gpu");
    assertThat(used.has("operation")).isFalse();
  }

  private String numbers(String filter) {
    JsonNode items = Door.body(door.get("/api/v1/audit" + filter)).path("items");
    return items.findValuesAsText("number").toString();
  }

  @Test
  void onlyAnAdminReadsIt() {
    assertThat(door.send(as(Door.READER, "/api/v1/audit")).statusCode()).isEqualTo(403);
  }
}
