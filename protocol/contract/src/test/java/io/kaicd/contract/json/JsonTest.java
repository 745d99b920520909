package io.kaicd.contract.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "{",
        "[1,",
        "{\"hunter2\":}",
        "{hunter2:1}",
        "{'hunter2':1}",
        "[hunter2]",
        "hunter2",
        "{\"a\":1}{\"hunter2\":2}",
        "[] hunter2",
        "1 2",
        "{\"hunter2\":1,\"hunter2\":2}",
        "{\"a\":{\"hunter2\":1,\"hunter2\":1}}",
        "[1,]",
        "{\"a\":1,}",
        "[01]",
        "[+1]",
        "[.5]",
        "[1.]",
        "NaN",
        "[NaN]",
        "[Infinity]",
        "[-Infinity]",
        "\"hunter2",
        "\"hunter2\u0001\"",
        "\"\\x\"",
        "// hunter2\n1",
        "\"\\ud8\"",
        "tru",
        "nul",
        "\u0000"
      })
  void refusesWhatIsNotStrictlyJsonAndQuotesNothing(String text) {
    Rejection rejection = refused(text.getBytes(StandardCharsets.UTF_8));

    assertThat(rejection.code()).isEqualTo(ErrorCode.REQUEST_MALFORMED);
    assertThat(rejection.message()).doesNotContain("hunter2");
    assertThat(rejection.remedy()).isNotBlank().doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "[-1e400]", "{\"a\":[1,{\"b\":1e999}]}", "1.0E+99999"})
  void refusesNumbersThatAreNotFinite(String text) {
    assertThat(refused(text.getBytes(StandardCharsets.UTF_8)).code())
        .isEqualTo(ErrorCode.INPUT_NOT_FINITE);
  }

  @Test
  void refusesBytesThatAreNoText() {
    assertThat(refused(new byte[] {'"', (byte) 0xff, '"'}).code())
        .isEqualTo(ErrorCode.REQUEST_MALFORMED);
    assertThat(refused(new byte[] {0, 0, (byte) 0xfe, (byte) 0xff, 0x7f, 0, 0, 0}).code())
        .isEqualTo(ErrorCode.REQUEST_MALFORMED);
  }

  @Test
  void readsSixtyFourLevelsAndNoMore() {
    assertThat(Json.parse("[".repeat(64) + "]".repeat(64)).isArray()).isTrue();

    Rejection rejection =
        refused(("[".repeat(65) + "]".repeat(65)).getBytes(StandardCharsets.UTF_8));
    assertThat(rejection.code()).isEqualTo(ErrorCode.INPUT_TOO_DEEP);
    assertThat(refused("{\"a\":".repeat(100_000).getBytes(StandardCharsets.UTF_8)).code())
        .isEqualTo(ErrorCode.INPUT_TOO_DEEP);
  }

  @Test
  void readsLongNumbersUpToABound() {
    String digits = "9".repeat(100);

    assertThat(Json.parse(digits).bigIntegerValue()).isEqualTo(new BigInteger(digits));
    assertThat(refused((digits + "9").getBytes(StandardCharsets.UTF_8)).code())
        .isEqualTo(ErrorCode.REQUEST_MALFORMED);
  }

  @Test
  void readsAPartOfAnArray() {
    byte[] bytes = "xx{\"a\":1}yy".getBytes(StandardCharsets.UTF_8);

    assertThat(Json.parse(bytes, 2, 7).path("a").asInt()).isEqualTo(1);
  }

  @Test
  void equalDocumentsHaveEqualDigests() {
    JsonNode one = Json.parse("{\"b\":[{\"y\":1,\"x\":2}],\"a\":{\"d\":null,\"c\":1.50}}");
    JsonNode same = Json.parse(" {\"a\": {\"c\":1.5,\"d\":null},\"b\":[{\"x\":2,\"y\":1}]} ");

    assertThat(Canonical.digest(one)).isEqualTo(Canonical.digest(same));
    assertThat(Json.text(Canonical.of(one)))
        .isEqualTo("{\"a\":{\"c\":1.5,\"d\":null},\"b\":[{\"x\":2,\"y\":1}]}");
    // sha256sum of those bytes
    assertThat(Canonical.digest(one))
        .isEqualTo("sha256:45d463805b2cbfa178438d506e0f6008f53421a51ad92aea6e002553c3bd73d1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":[1,2]}",
        "{\"a\":[2,1,3]}",
        "{\"a\":[2]}",
        "{\"b\":[2,1]}",
        "{\"a\":[2,\"1\"]}"
      })
  void otherDocumentsHaveOtherDigests(String other) {
    assertThat(Canonical.digest(Json.parse(other)))
        .isNotEqualTo(Canonical.digest(Json.parse("{\"a\":[2,1]}")));
  }

  private static Rejection refused(byte[] bytes) {
    RejectedException thrown =
        catchThrowableOfType(RejectedException.class, () -> Json.parse(bytes));
    assertThat(thrown).as("a refusal").isNotNull();
    return thrown.rejection();
  }
}
