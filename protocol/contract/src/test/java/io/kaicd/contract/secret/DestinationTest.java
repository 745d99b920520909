package io.kaicd.contract.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationTest {
  @ParameterizedTest
  @CsvSource({
    "api.example.com,/,https://api.example.com/v1/chat",
    "api.example.com,/,https://api.example.com",
    "api.example.com,/v1,https://API.example.com:443/v1",
    "api.example.com,/v1/,https://api.example.com/v1/chat?a=b",
    "gpu.lan:8000,/v1,http://gpu.lan:8000/v1/chat",
    "[::1]:8000,/,http://[::1]:8000/",
  })
  void it_covers_what_lies_below(String host, String path, String uri) {
    assertThat(new Destination(host, path).covers(URI.create(uri))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "api.example.com,/,https://api.example.com.evil.test/",
    "api.example.com,/,https://evil.test/api.example.com",
    "api.example.com,/,https://api.example.com@evil.test/",
    "api.example.com,/,https://sub.api.example.com/",
    "api.example.com,/,http://api.example.com/",
    "api.example.com,/,http://api.example.com:443/",
    "api.example.com,/,https://api.example.com:8443/",
    "api.example.com,/,ftp://api.example.com:443/",
    "api.example.com,/v1,https://api.example.com/v10",
    "api.example.com,/v1,https://api.example.com/",
    "api.example.com,/v1,https://api.example.com/v1/../v2",
    "api.example.com,/v1,https://api.example.com/v1/%2e%2e/v2",
    "api.example.com,/v1,https://api.example.com/v1/..%2fv2",
    "api.example.com,/v1,https://api.example.com/v1/..;/v2",
    "api.example.com,/v1,https://api.example.com//v1",
    "gpu.lan:8000,/,http://gpu.lan/",
    "api.example.com,/,https://api.example.com/v1/x\u0120HTTP/1.1\u010D\u010Ahost:inside",
    "api.example.com,/,https://api.example.com/v1?x=\u010A",
    "api.example.com,/,https://api.example.com/caf\u00e9",
  })
  void it_covers_nothing_else(String host, String path, String uri) {
    assertThat(new Destination(host, path).covers(URI.create(uri))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "API.example.com,/",
    "*.example.com,/",
    "https://a.test,/",
    "a.test:0,/",
    "a.test:65536,/",
    "a.test,v1",
    "a.test,/a/../b",
    "a.test,/..",
    "a.test,/a//b",
    "a.test,/%2e",
    "'',/",
  })
  void what_is_written_otherwise_is_no_destination(String host, String path) {
    assertThat(new Destination(host, path).valid()).isFalse();
  }

  @Test
  void a_path_may_have_many_segments() {
    assertThat(new Destination("a.test", "/a".repeat(512)).valid()).isTrue();
  }

  /** A match that went one frame deeper for each segment would end the process. */
  @Test
  void a_longer_one_is_refused_however_long_it_is() {
    Destination longer = new Destination("a.test", "/a".repeat(512) + "/");
    Destination endless = new Destination("a.test", "/a".repeat(1 << 20));

    assertThat(longer.valid()).isFalse();
    assertThat(endless.valid()).isFalse();
    assertThat(endless.covers(URI.create("https://a.test/a"))).isFalse();
    assertThat(new Destination("a".repeat(1 << 20), "/").valid()).isFalse();
  }
}
