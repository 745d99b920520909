package io.kaicd.actors.registry;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.Collectors;

/** Events to bytes and back, by a manifest that names the type and its version. */
final class RegistryEventCodec {
  private static final ObjectMapper CBOR =
      CBORMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private static final Map<String, Class<? extends RegistryEvent>> TYPES =
      Map.of(
          "definition-installed/1", RegistryEvent.DefinitionInstalled.class,
          "definition-removed/1", RegistryEvent.DefinitionRemoved.class,
          "service-put/1", RegistryEvent.ServicePut.class,
          "service-removed/1", RegistryEvent.ServiceRemoved.class,
          "service-quarantined/1", RegistryEvent.ServiceQuarantined.class,
          "service-released/1", RegistryEvent.ServiceReleased.class);

  private static final Map<Class<? extends RegistryEvent>, String> MANIFESTS =
      TYPES.entrySet().stream()
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

  private RegistryEventCodec() {}

  static String manifest(RegistryEvent event) {
    String manifest = MANIFESTS.get(event.getClass());
    if (manifest == null) {
      throw new IllegalStateException("no manifest for " + event.getClass());
    }
    return manifest;
  }

  static byte[] encode(RegistryEvent event) {
    try {
      return CBOR.writeValueAsBytes(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws IllegalArgumentException when this version does not know the event
   */
  static RegistryEvent decode(String manifest, byte[] body) {
    Class<? extends RegistryEvent> type = TYPES.get(manifest);
    if (type == null) {
      throw new IllegalArgumentException("an event of an unknown type " + manifest);
    }
    try {
      return CBOR.readValue(body, type);
    } catch (IOException e) {
      throw new IllegalArgumentException("an event " + manifest + " that does not decode", e);
    }
  }
}
