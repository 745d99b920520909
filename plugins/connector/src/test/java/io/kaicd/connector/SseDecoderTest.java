package io.kaicd.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.contract.error.RejectedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseDecoderTest {
  private final List<String> events = new ArrayList<>();
  private final SseDecoder decoder =
      new SseDecoder(
          5_000, (data, length) -> events.add(new String(data, 0, length, StandardCharsets.UTF_8)));

  private void feed(String text) {
    decoder.feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void linesEndInThreeWays(String end) {
    feed(String.join(end, "data: one", "", "data:two", "", ""));

    assertThat(events).containsExactly("one", "two");
  }

  @Test
  void dataOfSeveralLinesIsOne() {
    feed("data: {\ndata:  \"a\":1\ndata\ndata: }\n\n");

    assertThat(events).containsExactly("{\n \"a\":1\n\n}");
  }

  @Test
  void commentsOtherFieldsAndEmptyEventsAreNothing() {
    feed(": ping\n\nevent: x\nid: 1\nretry: 5\n\ndatas: no\n\n\n\ndata: yes\n\n");

    assertThat(events).containsExactly("yes");
  }

  @Test
  void aByteOrderMarkBeforeTheFirstLineIsNothing() {
    feed("\ufeffdata: one\n\n");

    assertThat(events).containsExactly("one");
  }

  @Test
  void aLastEventWithoutItsEmptyLineCounts() {
    feed("data: [DONE]");
    assertThat(events).isEmpty();

    decoder.end();

    assertThat(events).containsExactly("[DONE]");
  }

  @Test
  void itIsTheSameHoweverTheBytesAreCut() {
    byte[] bytes =
        "data: Größe 日本 🎉\r\n\r\n: c\r\ndata: a\r\ndata: é\r\n\r\ndata: [DONE]\n\n"
            .getBytes(StandardCharsets.UTF_8);
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      events.clear();
      for (int at = 0; at < bytes.length; ) {
        int n = Math.min(bytes.length - at, 1 + random.nextInt(round % 10 + 1));
        decoder.feed(ByteBuffer.wrap(bytes, at, n));
        at += n;
      }
      assertThat(events).containsExactly("Größe 日本 🎉", "a\né", "[DONE]");
    }
  }

  @Test
  void anEventIsBoundedInOneLineAndInMany() {
    assertThatThrownBy(() -> feed("data: " + "x".repeat(20_000)))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("reply.too-large");
    SseDecoder many = new SseDecoder(5_000, (data, length) -> {});
    byte[] line = ("data: " + "x".repeat(900) + "\n").getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10; i++) {
                many.feed(ByteBuffer.wrap(line));
              }
            })
        .isInstanceOf(RejectedException.class);
  }
}
