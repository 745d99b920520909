package io.kaicd.actors.configuration;

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
final class ConfigurationEventCodec {
  private static final ObjectMapper CBOR =
      CBORMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private static final Map<String, Class<? extends ConfigurationEvent>> TYPES =
      Map.of(
          "profile-created/1", ConfigurationEvent.ProfileCreated.class,
          "profile-deleted/1", ConfigurationEvent.ProfileDeleted.class,
          "parent-set/1", ConfigurationEvent.ParentSet.class,
          "profile-patched/1", ConfigurationEvent.ProfilePatched.class,
          "profile-promoted/1", ConfigurationEvent.ProfilePromoted.class,
          "profile-rolled-back/1", ConfigurationEvent.ProfileRolledBack.class,
          "profile-activated/1", ConfigurationEvent.ProfileActivated.class,
          "profiles-imported/1", ConfigurationEvent.ProfilesImported.class);

  private static final Map<Class<? extends ConfigurationEvent>, String> MANIFESTS =
      TYPES.entrySet().stream()
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

  private ConfigurationEventCodec() {}

  static String manifest(ConfigurationEvent event) {
    String manifest = MANIFESTS.get(event.getClass());
    if (manifest == null) {
      throw new IllegalStateException("no manifest for " + event.getClass());
    }
    return manifest;
  }

  static byte[] encode(ConfigurationEvent event) {
    try {
      return CBOR.writeValueAsBytes(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws IllegalArgumentException when this version does not know the event
   */
  static ConfigurationEvent decode(String manifest, byte[] body) {
    Class<? extends ConfigurationEvent> type = TYPES.get(manifest);
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
