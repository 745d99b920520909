package io.kaicd.actors.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.actors.journal.CborEvents;
import io.kaicd.actors.journal.CborState;
import io.kaicd.actors.journal.StateCodec;
import java.io.IOException;

/**
 * The states of all versions of the host. Before {@code configuration/2} no change was taken back
 * as one, so that a state of then has no trace of that.
 */
final class ConfigurationStates implements StateCodec<ConfigurationState> {
  private static final String BEFORE_UNDOING = "configuration/1";

  private final CborState<ConfigurationState> now =
      new CborState<>("configuration/2", ConfigurationState.class);

  @Override
  public String manifest() {
    return now.manifest();
  }

  @Override
  public byte[] encode(ConfigurationState state) {
    return now.encode(state);
  }

  @Override
  public ConfigurationState decode(String manifest, byte[] bytes) {
    if (!manifest.equals(BEFORE_UNDOING)) {
      return now.decode(manifest, bytes);
    }
    try {
      JsonNode state = CborEvents.CBOR.readTree(bytes);
      if (!(state instanceof ObjectNode document)) {
        throw new IllegalArgumentException("a state " + manifest + " that is no document");
      }
      document.putObject("switches").putArray("last");
      for (JsonNode profile : document.path("profiles")) {
        undoesNothing(profile.path("now"));
        profile.path("past").forEach(ConfigurationStates::undoesNothing);
      }
      return CborEvents.CBOR.treeToValue(document, ConfigurationState.class);
    } catch (IOException e) {
      throw new IllegalArgumentException("a state " + manifest + " that does not decode", e);
    }
  }

  private static void undoesNothing(JsonNode version) {
    if (version instanceof ObjectNode of) {
      of.put("undoes", 0);
    }
  }
}
