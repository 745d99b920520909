package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunCommandTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--role=boss",
        "--http=7480",
        "--http=127.0.0.1:99999",
        "--cluster=nowhere",
        "--trait=Big_GPU",
        "--join=http://x:1",
        "--tls=maybe",
        "--tls-cert=certificate.pem",
        "--tls-key=key.pem",
        "--allow-host=http://box.lan",
        "--allow-host=box.lan:99999",
        "--join=box.lan:99999",
        "--no-such-option",
      })
  void wrongUsageIsToldBeforeAnythingStarts(String option) {
    Ran ran = Ran.kai("run", option);

    assertThat(ran.exit()).isEqualTo(Kai.USAGE);
    assertThat(ran.err()).isNotBlank();
    assertThat(ran.out()).isEmpty();
  }
}
