package io.kaicd.actors.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.actors.journal.CborEvents;
import io.kaicd.actors.journal.CborState;
import io.kaicd.actors.journal.StateCodec;
import java.io.IOException;
import java.time.Instant;

/**
 * The vault's whole state as bytes. {@code vault/1} said where a secret may go and not where a
 * version of it may: its newest version was put with that, of the others it is not known, so they
 * may go nowhere. Only a copy that an older build feeds sees this; an entity passes such a snapshot
 * over and reads all events, which say it of each version.
 */
final class VaultStates implements StateCodec<VaultState> {
  private static final String FIRST = "vault/1";

  private final CborState<VaultState> now = new CborState<>("vault/2", VaultState.class);

  @Override
  public String manifest() {
    return now.manifest();
  }

  @Override
  public byte[] encode(VaultState state) {
    return now.encode(state);
  }

  @Override
  public VaultState decode(String manifest, byte[] bytes) {
    if (!manifest.equals(FIRST)) {
      return now.decode(manifest, bytes);
    }
    try {
      JsonNode state = CborEvents.CBOR.readTree(bytes);
      if (state.path("is").asText().equals("known")) {
        ((ObjectNode) state).putObject("ending");
        rotation((ObjectNode) state);
        state.path("secrets").forEach(secret -> moved((ObjectNode) secret));
      }
      return CborEvents.CBOR.treeToValue(state, VaultState.class);
    } catch (IOException | ClassCastException e) {
      throw new IllegalArgumentException("a state " + FIRST + " that does not decode", e);
    }
  }

  private static void rotation(ObjectNode state) {
    if (state.path("keks").size() == 1) {
      state.putNull("rotation");
    } else { // who began it, an older build does not say
      state
          .putObject("rotation")
          .put("kek", state.path("primary").asText())
          .putObject("by")
          .put("actor", "unknown")
          .put("at", Instant.EPOCH.toString());
    }
  }

  private static void moved(ObjectNode secret) {
    JsonNode allow = secret.remove("allow");
    JsonNode expires = secret.remove("expires");
    int newest = 0;
    for (var names = secret.path("versions").fieldNames(); names.hasNext(); ) {
      newest = Math.max(newest, Integer.parseInt(names.next()));
    }
    for (var each : secret.path("versions").properties()) {
      ArrayNode nowhere = secret.arrayNode();
      boolean known = each.getKey().equals(String.valueOf(newest));
      ((ObjectNode) each.getValue())
          .<ObjectNode>set("allow", known ? allow : nowhere)
          .set("expires", expires);
    }
  }
}
