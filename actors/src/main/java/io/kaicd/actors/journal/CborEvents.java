package io.kaicd.actors.journal;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** Events as CBOR, strictly: what a type does not know, or lacks, is refused. */
public final class CborEvents<E> implements EventCodec<E> {
  /** For what else is persisted beside the events, in the same dialect. */
  public static final ObjectMapper CBOR =
      CBORMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private final Map<String, Class<? extends E>> types;
  private final Map<Class<? extends E>, String> manifests = new HashMap<>();
  private final Migrations migrations;

  /**
   * @param types by manifest, such as {@code service-put/1}
   */
  public CborEvents(Map<String, Class<? extends E>> types) {
    this(types, Migrations.NONE);
  }

  /**
   * @param types by the manifest that each is written under, the newest of its versions
   * @param migrations from the older ones
   */
  public CborEvents(Map<String, Class<? extends E>> types, Migrations migrations) {
    this.types = Map.copyOf(types);
    this.migrations = migrations;
    types.forEach(
        (manifest, type) -> {
          String other = manifests.put(type, manifest);
          if (other != null) {
            throw new IllegalArgumentException(
                type + " is written under one manifest, not " + manifest + " and " + other);
          }
        });
    for (String older : migrations.older()) {
      if (types.containsKey(older) || !types.containsKey(migrations.newest(older))) {
        throw new IllegalArgumentException("the way on from " + older + " ends at no event");
      }
    }
  }

  @Override
  public String manifest(E event) {
    String manifest = manifests.get(event.getClass());
    if (manifest == null) {
      throw new IllegalStateException("no manifest for " + event.getClass());
    }
    return manifest;
  }

  @Override
  public byte[] encode(E event) {
    try {
      return CBOR.writeValueAsBytes(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public E decode(String manifest, byte[] body) {
    Class<? extends E> type = types.get(migrations.newest(manifest));
    if (type == null) {
      throw new IllegalArgumentException("an event of an unknown type " + manifest);
    }
    return migrations.read(manifest, body, type);
  }
}
