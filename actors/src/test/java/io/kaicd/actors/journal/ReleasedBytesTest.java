package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.audit.AuditStream;
import io.kaicd.actors.configuration.ConfigurationStream;
import io.kaicd.actors.keys.KeyStream;
import io.kaicd.actors.registry.RegistryStream;
import io.kaicd.actors.secrets.VaultStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every event and state that was ever recorded is still read, whether it is still written or not:
 * {@code service-put-1.hex} under {@code service-put/1}, and so on.
 */
class ReleasedBytesTest {
  private static final Pattern NAME = Pattern.compile("([a-z-]+)-(\\d+)(-[a-z-]+)?");

  static List<EventStream<?, ?>> streams() {
    return List.of(
        RegistryStream.shape(),
        ConfigurationStream.shape(),
        KeyStream.shape(),
        VaultStream.shape(),
        AuditStream.shape());
  }

  private static String manifest(String file) {
    Matcher name = NAME.matcher(file);
    assertThat(name.matches()).as(file).isTrue();
    return name.group(1) + "/" + name.group(2);
  }

  @ParameterizedTest
  @MethodSource("streams")
  void every_event_is_read(EventStream<?, ?> stream) throws IOException {
    List<String> files = Golden.names(Path.of(stream.name()));

    assertThat(files).isNotEmpty();
    for (String file : files) {
      assertThat(
              stream.events().decode(manifest(file), Golden.recorded(stream.name() + "/" + file)))
          .as(file)
          .isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void every_state_is_read(EventStream<?, ?> stream) throws IOException {
    Stream<String> files =
        Golden.names(Path.of("snapshot")).stream()
            .filter(file -> manifest(file).startsWith(stream.name() + "/"));

    assertThat(files)
        .isNotEmpty()
        .allSatisfy(
            file ->
                assertThat(
                        stream.states().decode(manifest(file), Golden.recorded("snapshot/" + file)))
                    .isNotNull());
  }
}
