package io.kaicd.actors.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.InstalledDefinition;
import io.kaicd.message.RegistryProtocol.Page;
import io.kaicd.message.RegistryProtocol.ServiceEntry;
import java.util.ArrayList;
import java.util.List;

/** A whole state in messages that fit a frame: an oversize one would be dropped without a word. */
final class StatePages {
  static final int MOST_BYTES = 512 * 1024;

  private final long revision;
  private final List<Page> pages = new ArrayList<>();
  private List<JsonNode> definitions = new ArrayList<>();
  private List<ServiceEntry> services = new ArrayList<>();
  private int bytes;

  private StatePages(long revision) {
    this.revision = revision;
  }

  static List<Page> of(RegistryState state) {
    StatePages pages = new StatePages(state.revision());
    for (var versions : state.definitions().values()) {
      for (InstalledDefinition definition : versions.values()) {
        pages.room(Json.bytes(definition.document()).length);
        pages.definitions.add(definition.document());
      }
    }
    for (ServiceEntry service : state.services().values()) {
      pages.room(Json.bytes(service).length);
      pages.services.add(service);
    }
    pages.turn(true);
    return pages.pages;
  }

  private void room(int size) {
    if (bytes > 0 && bytes + size > MOST_BYTES) {
      turn(false);
    }
    bytes += size;
  }

  private void turn(boolean last) {
    pages.add(
        new Page(revision, pages.size(), last, List.copyOf(definitions), List.copyOf(services)));
    definitions = new ArrayList<>();
    services = new ArrayList<>();
    bytes = 0;
  }
}
