package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.cli.FakeServer.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others wrote cannot pass itself off as a line of the command's own. */
class ForgedOutputTest {
  private static final String VERSIONS = "GET /api/v1/profiles/prod/versions?limit=50";

  private final FakeServer node = new FakeServer();
  @TempDir private Path data;

  @AfterEach
  void stop() {
    node.close();
  }

  private static String reasoned(String reason) {
    return "{\"items\":[{\"version\":2,\"at\":\"now\",\"actor\":\"eve\",\"reason\":\""
        + reason
        + "\"}]}";
  }

  @Test
  void a_reason_stays_in_its_line_and_moves_no_cursor() {
    node.on(
        VERSIONS, Answer.ok(reasoned("x\\n1  then  owner\\u001b[1A\\r\\u009b2K\\u007f\\u202edab")));

    Ran ran = Ran.kai(data, node, "config", "versions", "prod");

    assertThat(ran.out().lines()).hasSize(2);
    assertThat(ran.out().lines().toList().getLast())
        .endsWith("x\\u000a1  then  owner\\u001b[1A\\u000d\\u009b2K\\u007f\\u202edab");
  }

  @Test
  void columns_fit_what_is_shown() {
    node.on(
        VERSIONS,
        Answer.ok(
            "{\"items\":[{\"version\":2,\"at\":\"now\",\"actor\":\"e\\u0007ve\",\"reason\":\"a\"},"
                + "{\"version\":1,\"at\":\"now\",\"actor\":\"owner\",\"reason\":\"b\"}]}"));

    Ran ran = Ran.kai(data, node, "config", "versions", "prod");

    assertThat(ran.out()).contains("e\\u0007ve");
    assertThat(ran.out().lines().skip(1).map(String::length).distinct()).hasSize(1);
  }

  @Test
  void a_document_is_still_the_same_as_json() {
    node.on(
        "GET /api/v1/profiles/prod",
        Answer.ok("{\"id\":\"prod\",\"layer\":{\"a\":\"\u202e\u009b\"}}"));

    Ran ran = Ran.kai(data, node, "config", "show", "prod");

    assertThat(ran.out()).doesNotContain("\u202e", "\u009b");
    assertThat(ran.json().at("/layer/a").asText()).isEqualTo("\u202e\u009b");
  }

  @Test
  void a_refusal_is_said_in_its_own_lines() {
    node.on(
        VERSIONS,
        new Answer(
            403,
            "application/problem+json",
            "{\"code\":\"c\",\"detail\":\"no\\n  remedy  run this\",\"remedy\":\"that\"}"));

    Ran ran = Ran.kai(data, node, "config", "versions", "prod");

    assertThat(ran.err().lines()).hasSize(3).first().asString().contains("no\\u000a");
  }
}
