package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.typesafe.config.ConfigFactory;
import io.kaicd.contract.egress.EgressLine;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.ServiceSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that stays in the house, and the record of where requests went. */
class InHouseTest {
  private final Gates gates = new Gates();

  @AfterEach
  void close() {
    gates.close();
  }

  private static ServiceSpec local() {
    try {
      return Json.shared()
          .treeToValue(
              Json.parse("{\"definition\":\"x@^1\",\"labels\":{\"locality\":\"local\"}}"),
              ServiceSpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private ServiceEgress to(String base, ServiceSpec spec) {
    return gates.bound(Definitions.allowing("{config.baseUrl}"), spec, Gates.config(base));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, LOOPBACK",
    "::1, LOOPBACK",
    "10.1.2.3, PRIVATE",
    "172.16.0.1, PRIVATE",
    "172.32.0.1, PUBLIC",
    "192.168.1.1, PRIVATE",
    "::ffff:192.168.1.1, PRIVATE",
    "fd12::1, PRIVATE",
    "8.8.8.8, PUBLIC",
    "100.64.0.1, PUBLIC",
    "2001:db8::1, PUBLIC",
    "0.0.0.0, LOOPBACK",
    "::, LOOPBACK",
    "100.64.0.1, PUBLIC",
    "64:ff9b::a00:1, PUBLIC",
    "2002:a00:1::1, PUBLIC",
  })
  void reachIsOfTheAddress(String address, EgressLine.Reach reach) throws IOException {
    assertThat(AddressKind.of(InetAddress.getByName(address)).reach()).isEqualTo(reach);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://203.0.113.7/v1", "http://[2001:db8::1]/v1", "http://cloud.test/v1"})
  void itConnectsToNoPublicAddress(String base) {
    gates.names.put("cloud.test", "203.0.113.7");
    try (ServiceEgress egress = to(base, local())) {
      assertThat(Gates.refusal(egress.send(Gates.get(URI.create(base + "/x")))).code())
          .isEqualTo(ErrorCode.EGRESS_LEAVES_HOUSE);
      assertThat(gates.gate.of("x")).isEmpty();
    }
  }

  @Test
  void itGoesOnInTheHouseAndTheRecordSaysSo() throws IOException {
    gates.names.put("gpu.test", "127.0.0.1");
    try (ScriptedUpstream upstream =
            ScriptedUpstream.always(ScriptedUpstream.reply("200 OK", "text/plain", "fine"));
        ServiceEgress egress = to("http://gpu.test:" + upstream.port(), local())) {
      URI uri = URI.create("http://gpu.test:" + upstream.port() + "/x");

      Gates.text(egress.send(Gates.get(uri)));
      Gates.text(egress.send(Gates.get(uri)));

      assertThat(gates.gate.of("x"))
          .containsExactly(
              new EgressLine(
                  "http://gpu.test:" + upstream.port(), EgressLine.Reach.LOOPBACK, "service:x", 2));
      assertThat(gates.gate.of("another")).isEmpty();
    }
  }

  @Test
  void theRecordOutlivesAReplicaAndEndsWithTheService() throws IOException {
    try (ScriptedUpstream upstream =
        ScriptedUpstream.always(ScriptedUpstream.reply("200 OK", "text/plain", "fine"))) {
      ask(upstream);
      gates.gate.keepOnly(Set.of("x", "y"));
      ask(upstream);
      assertThat(gates.gate.of("x")).extracting(EgressLine::requests).containsExactly(2L);

      gates.gate.keepOnly(Set.of("y"));
      assertThat(gates.gate.of("x")).isEmpty();
      ask(upstream);

      assertThat(gates.gate.of("x")).extracting(EgressLine::requests).containsExactly(1L);
    }
  }

  private void ask(ScriptedUpstream upstream) {
    try (ServiceEgress egress = to(upstream.origin(), local())) {
      Gates.text(egress.send(Gates.get(upstream.uri("/x"))));
    }
  }

  @Test
  void aLocalCallStaysInTheHouseOnAnyWayOut() {
    gates.names.put("cloud.test", "203.0.113.7");
    try (ServiceEgress egress = to("http://cloud.test", Definitions.spec(Map.of()))) {
      new Behalf("key:home", true, System.nanoTime())
          .run(
              () ->
                  assertThat(
                          Gates.refusal(egress.send(Gates.get(URI.create("http://cloud.test/x"))))
                              .code())
                      .isEqualTo(ErrorCode.EGRESS_LEAVES_HOUSE));
      assertThat(gates.gate.of("x")).isEmpty();
    }
  }

  @Test
  void aConnectionThatLeavesTheHouseIsKeptForOthers() throws Exception {
    EgressSettings settings = EgressSettings.of(ConfigFactory.load());
    Resolver nowhere =
        host -> {
          throw new UnknownHostException(host);
        };
    try (ExecutorService resolving = Executors.newSingleThreadExecutor()) {
      Dialer dialer =
          new Dialer(
              settings,
              new Resolution(nowhere, resolving),
              () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
      ConnectionPool pool = new ConnectionPool(settings, dialer, false);
      URI uri = URI.create("http://cloud.test/x");
      long deadline = System.nanoTime() + Gates.LONG.toNanos();
      Connection kept = new Connection(new QuietWire(), AddressKind.PUBLIC, 1024);
      pool.giveBack(uri, kept);
      assertThat(pool.take(uri, false, false, deadline)).isSameAs(kept);
      pool.giveBack(uri, kept);
      assertThatThrownBy(() -> pool.take(uri, false, true, deadline))
          .isInstanceOf(RejectedException.class);
    }
  }

  private record QuietWire() implements Wire {
    @Override
    public int read(byte[] into, int offset, int length, int millis) {
      return -1;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {}

    @Override
    public boolean quiet() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void theRecordIsBounded() {
    EgressCounts counts = new EgressCounts("service:x");
    for (int i = 0; i < 10_000; i++) {
      EgressLine.Reach reach = i % 2 == 0 ? EgressLine.Reach.LOOPBACK : EgressLine.Reach.PUBLIC;
      Behalf behalf = new Behalf("key:k" + (i % 700), false, 0);
      counts.sent("http://h" + i + ":80", reach, behalf);
    }
    assertThat(counts.lines()).hasSizeLessThanOrEqualTo(2 * EgressCounts.MOST + 3);
    assertThat(counts.lines().stream().mapToLong(EgressLine::requests).sum()).isEqualTo(10_000);
    assertThat(counts.lines())
        .filteredOn(line -> line.reach() == EgressLine.Reach.LOOPBACK)
        .extracting(EgressLine::requests)
        .satisfies(all -> assertThat(all.stream().mapToLong(n -> n).sum()).isEqualTo(5_000));
  }
}
