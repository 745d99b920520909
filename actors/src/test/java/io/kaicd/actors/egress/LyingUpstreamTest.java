package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies that are not HTTP, or that two readers would see differently. */
class LyingUpstreamTest {
  private final Gates gates = new Gates();

  @AfterEach
  void close() {
    gates.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/2 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\na: 1\r\n folded: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length : 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\ncontent-length: two\r\n\r\nab",
        "HTTP/1.1 200 OK\r\ncontent-length: -2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\nab",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n-1\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nabc0\r\n\r\n",
        "HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n",
      })
  void isNotUnderstood(String reply) throws IOException {
    try (ScriptedUpstream upstream = ScriptedUpstream.always(reply);
        ServiceEgress egress = gates.to(upstream.origin())) {
      Rejection refused = Gates.refusalOfBody(egress.send(Gates.get(upstream.uri("/x"))));

      assertThat(refused.code()).isEqualTo(ErrorCode.UPSTREAM_INVALID);
      assertThat(egress.idleConnections()).isZero();
    }
  }

  @Test
  void headersWithoutEndAreCutOff() throws IOException {
    byte[] more = ("x-a: " + "a".repeat(1000) + "\r\n").getBytes(StandardCharsets.UTF_8);
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(
                (asked, out) -> {
                  out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.UTF_8));
                  while (true) {
                    out.write(more);
                  }
                });
        ServiceEgress egress = gates.to(upstream.origin())) {
      Rejection refused = Gates.refusal(egress.send(Gates.get(upstream.uri("/x"))));

      assertThat(refused.code()).isEqualTo(ErrorCode.UPSTREAM_INVALID);
      assertThat(refused.message()).contains("32768");
    }
  }

  @Test
  void provisionalRepliesWithoutEndAreCutOff() throws IOException {
    String provisional = "HTTP/1.1 102 Wait\r\n\r\n".repeat(20);
    try (ScriptedUpstream upstream = ScriptedUpstream.always(provisional);
        ServiceEgress egress = gates.to(upstream.origin())) {
      assertThat(Gates.refusal(egress.send(Gates.get(upstream.uri("/x")))).code())
          .isEqualTo(ErrorCode.UPSTREAM_INVALID);
    }
  }

  @Test
  void chunkFramingWithoutBodyIsCutOff() throws IOException {
    String extension = "1;" + "x".repeat(40_000) + "\r\na\r\n0\r\n\r\n";
    try (ScriptedUpstream upstream =
            ScriptedUpstream.always(
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + extension);
        ServiceEgress egress = gates.to(upstream.origin())) {
      assertThat(Gates.refusalOfBody(egress.send(Gates.get(upstream.uri("/x")))).code())
          .isEqualTo(ErrorCode.UPSTREAM_INVALID);
    }
  }

  @Test
  void bytesThatNobodyAskedForSpoilTheConnectionAndNotTheNextReply() throws IOException {
    String twice = ScriptedUpstream.reply("200 OK", "text/plain", "first").repeat(2);
    try (ScriptedUpstream upstream = ScriptedUpstream.always(twice);
        ServiceEgress egress = gates.to(upstream.origin())) {
      Gates.text(egress.send(Gates.get(upstream.uri("/1"))));
      Gates.text(egress.send(Gates.get(upstream.uri("/2"))));

      assertThat(upstream.connections).hasValue(2);
    }
  }
}
