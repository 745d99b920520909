package io.kaicd.contract.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In each text # stands for 40 drawn characters, which no fixture holds. */
class RedactionTest {
  private final RandomGenerator random = new Random(7);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "the key is sk-proj-#.|the key is sk-proj-[redacted].",
        "GET /v1/models?key=#&limit=3|GET /v1/models?key=[redacted]&limit=3",
        "GET /v1/models?access_token=#|GET /v1/models?access_token=[redacted]",
        "postgres://app:#@db.lan:5432/kai|postgres://app:[redacted]@db.lan:5432/kai",
        "jdbc:postgresql://db/kai?user=app&password=#&ssl=true"
            + "|jdbc:postgresql://db/kai?user=app&password=[redacted]&ssl=true",
        "jdbc:oracle:thin:scott/#@//db:1521/x|jdbc:oracle:thin:scott/[redacted]@//db:1521/x",
        "clone https://#@git.lan/a.git|clone https://[redacted]@git.lan/a.git",
        "Authorization: Bearer #, Host: a|Authorization: Bearer [redacted], Host: a",
        "AUTHORIZATION: basic #=|AUTHORIZATION: basic [redacted]",
        "RawHeader(authorization,Bearer #)|RawHeader(authorization,Bearer [redacted])",
        "{\"Authorization\":\"Token #\"}|{\"Authorization\":\"Token [redacted]\"}",
        "Set-Cookie: sid=#; Path=/|Set-Cookie: [redacted]",
        "{\"api_key\":\"#\",\"model\":\"m\"}|{\"api_key\":\"[redacted]\",\"model\":\"m\"}",
        "{\"api_key\" : \"#\"}|{\"api_key\" : \"[redacted]\"}",
        "\"{\\\"apiKey\\\":\\\"#\\\",\\\"a\\\":1}\"|\"{\\\"apiKey\\\":\\\"[redacted]\\\",\\\"a\\\":1}\"",
        "password: swordfish|password: [redacted]",
        "  passphrase: correct horse battery|  passphrase: [redacted]",
        "login failed, password=swordfish|login failed, password=[redacted]",
        "spring.datasource.password = hunter2|spring.datasource.password = [redacted]",
        "Config[user=app, pwd=a,b]c, port=1]|Config[user=app, pwd=[redacted], port=1]",
        "<password>swordfish</password>|<password>[redacted]</password>",
        "run --api-key # --port 1|run --api-key [redacted] --port 1",
        "KAI_SECRET_GPU=swordfish|KAI_SECRET_GPU=[redacted]",
        "KAI_VAULT_KEY=swordfish|KAI_VAULT_KEY=[redacted]",
        "X-Api-Key: #|X-Api-Key: [redacted]",
        "key kai_my-app_## was used|key kai_my-app_[redacted] was used",
        "AccountKey=#==;EndpointSuffix=x|AccountKey=[redacted];EndpointSuffix=x",
      })
  void whatHelpsStays(String template, String wanted) {
    // given
    String text = template.replace("#", drawn());
    // when, then
    assertThat(Redaction.redacted(text)).isEqualTo(wanted);
  }

  @Test
  void whatIsCutIsRedactedFirstAndNoLongerAndNoCharacterIsCutInTwo() {
    // given
    String text =
        "a\uD83D\uDE00 password="
            + drawn()
            + " \uD83D\uDE00b -----BEGIN PRIVATE KEY-----"
            + drawn();
    String whole = Redaction.redacted(text);
    for (int most = Redaction.MARK.length(); most <= whole.length(); most++) {
      // when
      String cut = Redaction.redacted(text, most);
      // then
      assertThat(cut).hasSizeLessThanOrEqualTo(most).isEqualTo(Redaction.redacted(cut));
      assertThat(cut.codePoints().filter(c -> Character.getType(c) == Character.SURROGATE))
          .isEmpty();
      assertThat(whole).startsWith(cut.substring(0, Math.max(0, cut.length() - 10)));
    }
    assertThat(Redaction.redacted(text, whole.length())).isEqualTo(whole);
  }

  @Test
  void aPrivateKeyIsHiddenWholeAlsoWhenItsEndIsCutOff() {
    // given
    String body = "\n" + drawn() + "\n" + drawn() + "\n";
    String block = "-----BEGIN RSA PRIVATE KEY-----" + body + "-----END RSA PRIVATE KEY-----";
    // when, then
    assertThat(Redaction.redacted("a " + block + " b"))
        .isEqualTo("a -----BEGIN RSA PRIVATE KEY-----[redacted]-----END RSA PRIVATE KEY----- b");
    assertThat(Redaction.redacted("-----BEGIN PGP PRIVATE KEY BLOCK-----" + body))
        .isEqualTo("-----BEGIN PGP PRIVATE KEY BLOCK-----[redacted]");
    String certificate = block.replace("RSA PRIVATE KEY", "CERTIFICATE");
    assertThat(Redaction.redacted(certificate)).isSameAs(certificate);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpu: the upstream answered 401: it does not accept the credentials",
        "the passphrase: too short, at least 12 characters",
        "Send 'Authorization: Bearer' with the text of the token file",
        "Authorization: Bearer {value}",
        "Authorization: Bearer $TOKEN",
        "Authorization: Bearer <token>",
        "CallRecord[id=c_01J9ZQ3X6Y, key=key:app, node=laptop, code=]",
        "actor key:laptop-2026-prod-01 changed dev",
        "KAI_SECRET_GPU_TO=gpu.lan:8000/v1",
        "SecretRef[env=KAI_SECRET_GPU, secret=null]",
        "{apiKey=SecretRef[env=null, secret=openai]}",
        "{\"secrets\":{\"apiKey\":{\"secret\":\"openai\"}}}",
        "{\"offers\":[{\"key\":\"model\",\"every\":\"PT30S\"}]}",
        "{\"must\":[{\"key\":\"city\",\"match\":{\"value\":\"Bonn\"}}]}",
        "{\"max_tokens\":4096,\"token\":17}",
        "explain?key=/services/gpu/baseUrl",
        "http://127.0.0.1:11434/v1 and http://[::1]:8080/ at 12:30:05,123",
        "ssh://git@github.com/a.git; mailto:someone@example.com",
        "set the environment variable KAI_SECRET_GPU: not set",
        "$KAI_SECRET_GPU, --token TOKEN, --key-stdin",
        "give --token once and --password twice",
        "openai-compatible@^1.2.0-rc.1+build.5 is v1.0-20260101",
        "sk-learn-is-a-library-with-a-long-name; task-force-two",
        "Basic authentication and bearer authorization are schemes",
        "token=null password=\"\" apiKey=${OPENAI_API_KEY} secret=****",
        "{\"password\":\"<your-password-1>\",\"token\":\"{token-2}\"}",
        "dangling: key=",
        "dangling: password: ",
        "dangling: Authorization: Bearer ",
        "-----BEGIN ",
        "kai_",
        "eyJ.",
        "://",
        "",
        "=",
        ":",
      })
  void ordinaryTextIsTheSameInstance(String text) {
    assertThat(Redaction.redacted(text)).isSameAs(text);
  }

  @Test
  void numbersAndDigestsAreNoSecretsWithoutAName() {
    for (int round = 0; round < 200; round++) {
      byte[] bytes = new byte[32 + round * 16];
      random.nextBytes(bytes);
      String text =
          new java.util.UUID(random.nextLong(), random.nextLong())
              + " sha256:"
              + HexFormat.of().formatHex(bytes, 0, 32)
              + " {\"embedding\":\""
              + Base64.getEncoder().encodeToString(bytes)
              + "\"} head "
              + Base64.getUrlEncoder().encodeToString(bytes);
      assertThat(Redaction.redacted(text)).isSameAs(text);
    }
  }

  @Test
  void aRedactedTextIsItsOwnRedaction() {
    // given
    String all =
        "sk-ant-# Authorization: Bearer # https://u:#@h/?key=# {\"token\":\"#\"} password=# Cookie: #"
            .replace("#", drawn());
    // when
    String once = Redaction.redacted(all);
    // then
    assertThat(once).doesNotContain(drawn().substring(0, 8));
    assertThat(Redaction.redacted(once)).isSameAs(once);
  }

  private String drawn() {
    Random same = new Random(11);
    byte[] bytes = new byte[30];
    same.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes).replace('+', 'p').replace('/', 's');
  }
}
