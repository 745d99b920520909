package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.definition.SecretWish;
import io.kaicd.contract.secret.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials in their places, and out of the replies that repeat them. */
class BlotTest {
  private static final String VALUE = "value/of+the owner";

  private final Gates gates =
      new Gates(
          (SSLSocketFactory) SSLSocketFactory.getDefault(),
          (name, to) -> Secret.owning(VALUE.getBytes(StandardCharsets.UTF_8)));

  @AfterEach
  void close() {
    gates.close();
  }

  private static Credential credential(String in, String value) {
    SecretWish.Send send =
        new SecretWish.Send(in, in.equals("query") || in.equals("header") ? "key" : null, null);
    try (Secret secret = Secret.owning(value.getBytes(StandardCharsets.UTF_8))) {
      return Credential.of(send, secret).orElseThrow();
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "header, key, abc/def+1 2, abc/def+1 2",
    "query, key, abc/def+1 2, abc%2Fdef%2B1%202",
    "bearer, authorization, abc.def, Bearer abc.def",
    "basic, authorization, user:word, Basic dXNlcjp3b3Jk",
  })
  void aCredentialStandsAsItsPlaceWantsIt(String in, String name, String value, String sent) {
    Credential credential = credential(in, value);

    assertThat(credential.name()).isEqualTo(name);
    assertThat(text(credential.sent())).isEqualTo(sent);
    assertThat(credential.header()).isEqualTo(!in.equals("query"));
  }

  @Test
  void nothingIsLeftOfAClosedOne() {
    for (String in : List.of("header", "query", "bearer", "basic")) {
      Credential credential = credential(in, in.equals("basic") ? "user:" + VALUE : VALUE);

      credential.close();

      assertThat(credential.sent()).containsOnly((byte) 0);
      assertThat(credential.told()).allSatisfy(each -> assertThat(each).containsOnly((byte) 0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"line\r\nx-more: 1", "caf\u00e9", "\u0000"})
  void whatNoHeaderCarriesIsRefused(String value) {
    try (Secret secret = Secret.owning(value.getBytes(StandardCharsets.UTF_8))) {
      Optional<Credential> made = Credential.of(new SecretWish.Send("header", "key", null), secret);

      assertThat(made).isEmpty();
    }
  }

  @Test
  void allFormsThatWereSentAreBlottedOutAndLengthsStay() {
    Blot blot = new Blot();
    blot.add(List.of(credential("basic", "user:password"), credential("query", VALUE)));
    String basic =
        Base64.getEncoder().encodeToString("user:password".getBytes(StandardCharsets.UTF_8));
    String said = "a user:password b " + basic + " c value%2Fof%2Bthe%20owner d " + VALUE + VALUE;
    byte[] bytes = said.getBytes(StandardCharsets.UTF_8);

    blot.out(bytes, 0, bytes.length);

    assertThat(text(bytes))
        .isEqualTo(
            "a "
                + "*".repeat(13)
                + " b "
                + "*".repeat(basic.length())
                + " c "
                + "*".repeat(24)
                + " d "
                + "*".repeat(2 * VALUE.length()));
  }

  @Test
  void ofAPairThePasswordAloneIsBlottedOutToo() {
    Blot blot = new Blot();
    blot.add(List.of(credential("basic", "user:pass:word")));
    byte[] bytes = "user, your password pass:word is wrong".getBytes(StandardCharsets.UTF_8);

    blot.out(bytes, 0, bytes.length);

    assertThat(text(bytes)).isEqualTo("user, your password ********* is wrong");
  }

  @Test
  void aShortOneIsLeftAloneSinceAnyTextHasIt() {
    Blot blot = new Blot();
    blot.add(List.of(credential("header", "true")));

    assertThat(blot.idle()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aReplyThatIsCutInItsMidstTellsNoPart(boolean chunked) throws IOException {
    Random random = new Random(5);
    for (int trial = 0; trial < 40; trial++) {
      String body = "x".repeat(random.nextInt(40)) + VALUE + "value/of+" + VALUE + "va";
      List<String> pieces = pieces(body, random);
      try (ScriptedUpstream upstream = dripping(pieces, body.length(), chunked);
          ServiceEgress egress =
              gates.bound(
                  Definitions.wanting("header", "x-key", "{value}", true, "{config.baseUrl}"),
                  Definitions.spec(Map.of("apiKey", "KAI_SECRET_NOT_READ")),
                  Gates.config(upstream.origin()))) {
        gates.environment.put("KAI_SECRET_NOT_READ", VALUE);

        String told = streamed(egress, upstream);

        assertThat(told).hasSize(body.length()).isEqualTo(body.replace(VALUE, "*".repeat(18)));
      }
    }
  }

  private static List<String> pieces(String body, Random random) {
    List<String> pieces = new java.util.ArrayList<>();
    for (int at = 0; at < body.length(); ) {
      int to = Math.min(body.length(), at + 1 + random.nextInt(12));
      pieces.add(body.substring(at, to));
      at = to;
    }
    return pieces;
  }

  private static ScriptedUpstream dripping(List<String> pieces, int length, boolean chunked)
      throws IOException {
    return new ScriptedUpstream(
        (asked, out) -> {
          String framing = chunked ? "transfer-encoding: chunked" : "content-length: " + length;
          out.write(
              ("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
          for (String piece : pieces) {
            String framed =
                chunked ? Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n" : piece;
            out.write(framed.getBytes(StandardCharsets.UTF_8));
            out.flush();
          }
          if (chunked) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
          }
          return true;
        });
  }

  private static String streamed(ServiceEgress egress, ScriptedUpstream upstream) {
    CompletableFuture<String> all = new CompletableFuture<>();
    StringBuilder told = new StringBuilder();
    Gates.await(
            egress.send(
                Gates.get(upstream.uri("/x"), Duration.ofSeconds(10), Duration.ofSeconds(10))))
        .body()
        .subscribe(
            new Flow.Subscriber<ByteBuffer>() {
              @Override
              public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
              }

              @Override
              public void onNext(ByteBuffer part) {
                told.append(StandardCharsets.UTF_8.decode(part));
              }

              @Override
              public void onError(Throwable failure) {
                all.completeExceptionally(failure);
              }

              @Override
              public void onComplete() {
                all.complete(told.toString());
              }
            });
    return Gates.await(all);
  }
}
