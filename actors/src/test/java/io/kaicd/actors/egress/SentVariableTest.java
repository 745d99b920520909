package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.audit.SecretUse;
import io.kaicd.contract.audit.SecretUser;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.spi.EgressResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A variable's value on the way out. */
class SentVariableTest {
  private static final String VALUE = "a-value-of-the-environment";
  private static final String NAME = "KAI_SECRET_GPU";
  private static final SecretUser USER = new SecretUser(NAME, "x", "service:x");

  private final Map<String, String> variables = new HashMap<>(Map.of(NAME, VALUE));

  /** A gate on whose way out the variable is sent, and a server that is reached by it. */
  private static final class Sending implements AutoCloseable {
    private final Gates gates = new Gates();
    private final ScriptedUpstream upstream =
        ScriptedUpstream.always(ScriptedUpstream.reply("200 OK", "text/plain", "fine"));
    private final ServiceEgress egress = to(upstream.origin());

    Sending(Map<String, String> variables) {
      gates.environment.putAll(variables);
    }

    ServiceEgress to(String base) {
      return gates.bound(
          Definitions.wanting("header", "x-key", "{value}", true, "{config.baseUrl}"),
          Definitions.spec(Map.of("apiKey", NAME)),
          Gates.config(base));
    }

    CompletionStage<EgressResponse> get() {
      return egress.send(Gates.get(upstream.uri("/a")));
    }

    @Override
    public void close() throws IOException {
      egress.close();
      upstream.close();
      gates.close();
    }
  }

  @Test
  void eachRequestThatCarriesItIsTold() throws IOException {
    try (Sending sending = new Sending(variables)) {
      Gates.text(sending.get());
      Gates.text(sending.get());

      assertThat(sending.gates.audit.uses)
          .containsExactly(SecretUse.sent(USER), SecretUse.sent(USER));
    }
  }

  @Test
  void itIsNotSentWhereItsOwnerDoesNotSay() throws IOException {
    variables.put(NAME + "_TO", "api.example.com");
    try (Sending sending = new Sending(variables)) {
      assertThat(Gates.refusal(sending.get()).code()).isEqualTo(ErrorCode.SECRET_HOST_NOT_ALLOWED);
      assertThat(sending.upstream.connections).hasValue(0);
      assertThat(sending.gates.audit.begun).isEmpty();
      assertThat(sending.gates.audit.uses)
          .containsExactly(SecretUse.refused(USER, ErrorCode.SECRET_HOST_NOT_ALLOWED));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withoutAWordToTheJournalItIsNotSent(boolean bound) throws IOException {
    try (Sending sending = new Sending(variables)) {
      if (bound) {
        sending.gates.environment.put(NAME + "_TO", sending.upstream.uri("/").getAuthority());
      }
      sending.gates.audit.away = true;

      assertThat(Gates.refusal(sending.get()).code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);

      assertThat(sending.upstream.asked).isEmpty();
      assertThat(sending.gates.audit.uses)
          .containsExactly(SecretUse.refused(USER, ErrorCode.STORAGE_UNAVAILABLE));
    }
  }

  @Test
  void whatFindsNobodyToTakeItIsNotSent() throws IOException {
    try (Sending sending = new Sending(variables)) {
      sending.upstream.close();

      assertThat(Gates.refusal(sending.get()).code()).isEqualTo(ErrorCode.UPSTREAM_UNREACHABLE);

      assertThat(sending.gates.audit.uses)
          .containsExactly(SecretUse.refused(USER, ErrorCode.UPSTREAM_UNREACHABLE));
    }
  }

  @Test
  void aVariableThatIsNoSecretIsCountedNowhere() throws IOException {
    try (Gates gates = new Gates();
        ServiceEgress egress =
            gates.bound(
                Definitions.wanting("header", "x-key", "{value}", true, "{config.baseUrl}"),
                Definitions.spec(Map.of("apiKey", "PATH")),
                Gates.config("http://127.0.0.1:1"))) {
      gates.environment.put("PATH", VALUE);

      assertThat(Gates.refusal(egress.send(Gates.get(URI.create("http://127.0.0.1:1/")))).code())
          .isEqualTo(ErrorCode.SECRET_MISSING);
      assertThat(gates.audit.uses).isEmpty();
    }
  }

  /** Over a connection that is there already, so that no address outside is needed. */
  @ParameterizedTest
  @CsvSource({"'', PRIVATE, true", "'', PUBLIC, false", "cloud.test:80, PUBLIC, true"})
  void whatIsConnectedToIsLookedAtBeforeAnythingIsWritten(
      String bounds, AddressKind kind, boolean written) throws IOException {
    if (!bounds.isEmpty()) {
      variables.put(NAME + "_TO", bounds);
    }
    NotingWire wire = new NotingWire();
    URI uri = URI.create("http://cloud.test/v1");
    try (Sending sending = new Sending(variables);
        ServiceEgress egress = sending.to("http://cloud.test")) {
      egress.pool().giveBack(uri, new Connection(wire, kind, 1024));

      Rejection refused = Gates.refusal(egress.send(Gates.post(uri, "hello")));

      assertThat(refused.code())
          .isEqualTo(written ? ErrorCode.UPSTREAM_CUT : ErrorCode.SECRET_HOST_NOT_ALLOWED);
      assertThat(wire.written.toString(StandardCharsets.UTF_8).contains(VALUE)).isEqualTo(written);
      assertThat(wire.closed).isTrue();
      assertThat(sending.gates.audit.uses)
          .extracting(SecretUse::outcome)
          .containsExactly(written ? "sent" : "secret.host-not-allowed");
    }
  }

  /** Takes all that is written, and ends. */
  private static final class NotingWire implements Wire {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private volatile boolean closed;

    @Override
    public int read(byte[] into, int offset, int length, int millis) {
      return -1;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      written.write(bytes, offset, length);
    }

    @Override
    public boolean quiet() {
      return true;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
