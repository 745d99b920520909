package io.kaicd.actors.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.journal.CborEvents;
import io.kaicd.actors.journal.StateCodec;
import io.kaicd.message.RegistryProtocol.ServiceEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** The registry's whole state: the documents of its definitions, and its services. */
final class RegistryStateCodec implements StateCodec<RegistryState> {
  private static final String MANIFEST = "registry/1";

  private record Whole(long revision, List<JsonNode> definitions, List<ServiceEntry> services) {}

  @Override
  public String manifest() {
    return MANIFEST;
  }

  @Override
  public byte[] encode(RegistryState state) {
    List<JsonNode> definitions =
        new TreeMap<>(state.definitions())
            .values().stream()
                .flatMap(versions -> versions.values().stream())
                .map(installed -> installed.document())
                .toList();
    List<ServiceEntry> services =
        state.services().values().stream().sorted(Comparator.comparing(ServiceEntry::id)).toList();
    try {
      return CborEvents.CBOR.writeValueAsBytes(new Whole(state.revision(), definitions, services));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public RegistryState decode(String manifest, byte[] bytes) {
    if (!manifest.equals(MANIFEST)) {
      throw new IllegalArgumentException("a state of an unknown type " + manifest);
    }
    try {
      Whole whole = CborEvents.CBOR.readValue(bytes, Whole.class);
      return RegistryState.of(whole.revision(), whole.definitions(), whole.services());
    } catch (IOException e) {
      throw new IllegalArgumentException("a state " + manifest + " that does not decode", e);
    }
  }
}
