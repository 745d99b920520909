package io.kaicd.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runtime below the plugin reports to nobody (ADR 9). */
class OfflineTest {
  @ParameterizedTest
  @ValueSource(strings = {"linux-x64/libonnxruntime.so", "linux-aarch64/libonnxruntime.so"})
  void theNativeLibraryKnowsNoCollector(String library) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(
            OrtEnvironment.class.getResourceAsStream("/ai/onnxruntime/native/" + library))) {
      String bytes = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(bytes.contains("onnxruntime")).isTrue();
      assertThat(bytes.contains("events.data.microsoft.com")).isFalse();
      assertThat(bytes.contains("/proc/self/cmdline")).isFalse();
    }
  }
}
