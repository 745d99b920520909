package io.kaicd.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shape of secret into every sink; nothing of it may come out. */
class RedactionSinksTest {
  private static final List<SecretShape> SHAPES = SecretShape.all();
  private static final Map<String, UnaryOperator<String>> SINKS = Sinks.all();

  static List<SecretShape> shapes() {
    return SHAPES;
  }

  static Set<String> sinks() {
    return SINKS.keySet();
  }

  /** Whether a whole command line is made for each text; it has one text a shape. */
  private static boolean slow(String sink) {
    return sink.startsWith("terminal");
  }

  @Test
  void theShapesAreMany() {
    assertThat(SHAPES).hasSizeGreaterThan(60).extracting(SecretShape::name).doesNotHaveDuplicates();
    assertThat(SHAPES).allSatisfy(shape -> assertThat(shape.secrets()).isNotEmpty());
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void noSinkTellsIt(SecretShape shape) {
    SINKS.forEach(
        (name, sink) -> {
          // when
          String told = sink.apply("it failed: " + shape.text() + " (as it was sent)");
          String alone = slow(name) ? told : sink.apply(shape.text());
          // then
          for (String secret : shape.secrets()) {
            assertThat(told).as(name).doesNotContain(secret).contains("[redacted]");
            assertThat(alone).as(name + ", alone").doesNotContain(secret).contains("[redacted]");
          }
        });
  }

  @ParameterizedTest
  @MethodSource("sinks")
  void withRedactionOffTheSameTestFindsItInEach(String name) throws Exception {
    // given
    UnaryOperator<String> sink = Objects.requireNonNull(WithoutRedaction.sinks().get(name));
    List<SecretShape> some = slow(name) ? SHAPES.subList(0, 20) : SHAPES;
    for (SecretShape shape : some) {
      // when
      String told = sink.apply("it failed: " + shape.text() + " (as it was sent)");
      // then
      assertThat(told).as(shape.name()).contains(shape.secrets());
    }
  }
}
