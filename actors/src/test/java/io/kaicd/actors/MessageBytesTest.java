package io.kaicd.actors;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.kaicd.actors.audit.AuditMessages;
import io.kaicd.actors.calls.CallMessages;
import io.kaicd.actors.cluster.ClusterSettings;
import io.kaicd.actors.configuration.ConfigurationMessages;
import io.kaicd.actors.journal.Golden;
import io.kaicd.actors.keys.KeyMessages;
import io.kaicd.actors.registry.RegistryMessages;
import io.kaicd.actors.secrets.VaultMessages;
import io.kaicd.contract.call.Frame;
import io.kaicd.message.CborSerializable;
import io.kaicd.message.StreamProtocol;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What crosses nodes keeps its bytes, so that two builds understand each other. */
@SuppressWarnings("NullAway.Init")
class MessageBytesTest {
  private static final String CBOR = "jackson-cbor";
  private static ActorTestKit kit;

  @BeforeAll
  static void start() {
    kit =
        ActorTestKit.create(
            "golden", ClusterSettings.over(ConfigFactory.parseResources("quiet.conf")));
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  private static Map<String, Object> messages() {
    Map<String, Object> messages = new TreeMap<>(CallMessages.all(kit.system()));
    RegistryMessages.all(kit.system())
        .forEach((name, message) -> messages.put("registry/" + name, message));
    KeyMessages.all(kit.system()).forEach((name, message) -> messages.put("keys/" + name, message));
    AuditMessages.all(kit.system())
        .forEach((name, message) -> messages.put("audit/" + name, message));
    VaultMessages.all(kit.system())
        .forEach((name, message) -> messages.put("vault/" + name, message));
    ConfigurationMessages.all(kit.system())
        .forEach((name, message) -> messages.put("configuration/" + name, message));
    return messages;
  }

  @Test
  void each_message_is_written_and_read_as_recorded() throws Exception {
    Serialization serialization = SerializationExtension.get(kit.system());
    for (var message : messages().entrySet()) {
      Object told = message.getValue();
      byte[] now = serialization.serialize(told).get();
      var serializer = serialization.findSerializerFor(told);
      assertThat(serializer.getClass().getSimpleName()).isEqualTo("JacksonCborSerializer");

      byte[] golden = Golden.check("message/" + message.getKey(), now);

      String manifest = Serializers.manifestFor(serializer, told);
      Object read = serialization.deserialize(golden, serializer.identifier(), manifest).get();
      assertThat(serialization.serialize(read).get()).as(message.getKey()).isEqualTo(golden);
      if (told instanceof StreamProtocol.Changes
          || told instanceof StreamProtocol.Part) { // its bytes are no values to Java
        assertThat(read).as(message.getKey()).usingRecursiveComparison().isEqualTo(told);
      } else {
        assertThat(read).as(message.getKey()).isEqualTo(told);
      }
    }
  }

  @Test
  void whatever_may_cross_has_a_golden_file() throws Exception {
    Set<String> recorded =
        messages().values().stream()
            .map(message -> message.getClass().getName())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(crossing()).contains(Frame.Data.class.getName()).isSubsetOf(recorded);
  }

  @Test
  void no_golden_file_is_left_over() throws IOException {
    Path folder = Path.of("src/test/resources/golden/message");
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile))
          .extracting(file -> folder.relativize(file).toString().replace('\\', '/'))
          .containsExactlyInAnyOrderElementsOf(
              messages().keySet().stream().map(name -> name + ".hex").toList());
    }
  }

  /** The host's classes that the configuration has written with Jackson's CBOR. */
  private static Set<String> crossing() throws Exception {
    List<Class<?>> bound = new ArrayList<>();
    var bindings =
        kit.system().settings().config().getConfig("pekko.actor.serialization-bindings").root();
    for (var binding : bindings.entrySet()) {
      if (binding.getKey().startsWith("io.kaicd.") && CBOR.equals(binding.getValue().unwrapped())) {
        bound.add(Class.forName(binding.getKey()));
      }
    }
    Set<String> crossing = new TreeSet<>();
    for (Class<?> at : List.of(HostRoom.class, CborSerializable.class, Frame.class)) {
      for (String name : classesBeside(at)) {
        Class<?> type = Class.forName(name, false, at.getClassLoader());
        if (!type.isInterface() && bound.stream().anyMatch(of -> of.isAssignableFrom(type))) {
          crossing.add(name);
        }
      }
    }
    return crossing;
  }

  /** All classes of a module, be it a folder or a jar. */
  private static List<String> classesBeside(Class<?> one) throws IOException, URISyntaxException {
    URI place = one.getProtectionDomain().getCodeSource().getLocation().toURI();
    Path at = Path.of(place);
    if (Files.isDirectory(at)) {
      return classes(at);
    }
    try (FileSystem jar = FileSystems.newFileSystem(at)) {
      return classes(jar.getPath("/"));
    }
  }

  private static List<String> classes(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString().replace('/', '.').replace('\\', '.'))
          .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
          .map(name -> name.substring(0, name.length() - ".class".length()))
          .toList();
    }
  }
}
