package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalLabelTest {
  @ParameterizedTest
  @CsvSource({
    "jdbc:h2:tcp://db/kai;PASSWORD=Sw0rd?fish, jdbc:h2:tcp://db/kai",
    "jdbc:postgresql://app:hunter22@db/kai?password=a;b, jdbc:postgresql://db/kai",
    "jdbc:postgresql://db/kai, jdbc:postgresql://db/kai"
  })
  void no_parameter_of_the_url_is_shown(String url, String shown) {
    assertThat(new JournalChoice.Jdbc(url, "").label()).isEqualTo(shown);
  }
}
