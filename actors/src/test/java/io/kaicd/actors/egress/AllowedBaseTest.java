package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedBaseTest {
  private final AllowedBase base = AllowedBase.of("http://gpu.lan:8000/v1/", false).orElseThrow();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://gpu.lan:8000/v1",
        "http://gpu.lan:8000/v1/",
        "http://gpu.lan:8000/v1/chat/completions",
        "HTTP://GPU.LAN:8000/v1/models?limit=3",
        "http://gpu.lan:8000/v1/files/a.b..c",
      })
  void whatLiesBelowIsCovered(String uri) {
    assertThat(base.covers(URI.create(uri))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://gpu.lan:8000/v1/models",
        "http://gpu.lan/v1/models",
        "http://gpu.lan:8001/v1/models",
        "http://gpu.lan.:8000/v1/models",
        "http://evil.lan:8000/v1/models",
        "http://gpu.lan:8000@evil.lan/v1/models",
        "http://user@gpu.lan:8000/v1/models",
        "http://gpu.lan:8000/v2/models",
        "http://gpu.lan:8000/v10/models",
        "http://gpu.lan:8000/",
        "http://gpu.lan:8000/v1/../admin",
        "http://gpu.lan:8000/v1/./models",
        "http://gpu.lan:8000/v1/%2e%2e/admin",
        "http://gpu.lan:8000/v1/.%2E/admin",
        "http://gpu.lan:8000/v1/..;x/admin",
        "http://gpu.lan:8000/v1/a%2f..%2f..%2fadmin",
        "http://gpu.lan:8000/v1/a%5c..%5cadmin",
        "http://gpu.lan:8000/v1//evil.lan/",
        "http://gpu.lan:8000/%76%31/models",
        "http://gpu.lan:8000/v1/models#fragment",
        "file:///v1/models",
        "gopher://gpu.lan:8000/v1/models",
        "/v1/models",
        "mailto:v1@gpu.lan",
      })
  void whatLiesElsewhereIsNot(String uri) {
    assertThat(base.covers(URI.create(uri))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://gpu.lan/v1",
        "http:///v1",
        "http://gpu lan/v1",
        "http://key@gpu.lan/v1",
        "http://gpu.lan/v1?key=1",
        "http://gpu.lan/v1/../x",
        "http://[fe80::1%25eth0]/v1",
        "http://gpu.lan:99999/v1",
        "gpu.lan:8000/v1",
        "",
      })
  void whatIsNoBaseIsRefused(String text) {
    assertThat(AllowedBase.of(text, false)).isEmpty();
  }
}
