package io.kaicd.actors.registry;

import io.kaicd.message.RegistryProtocol.Change;
import io.kaicd.message.RegistryProtocol.Changes;
import io.kaicd.message.RegistryProtocol.Page;
import java.util.ArrayList;
import java.util.List;

/** A copy of the entity's state that follows it, and knows when it has lost the thread. */
final class Following {
  /** To be followed from when nothing is known. */
  static final long NOTHING = -1;

  private final List<Page> pages = new ArrayList<>();
  private RegistryState state = RegistryState.EMPTY;
  private boolean synced;
  private boolean everSynced;

  RegistryState state() {
    return state;
  }

  /** Whether there has been a whole state, be it an old one. */
  boolean any() {
    return everSynced;
  }

  long from() {
    return synced ? state.revision() : NOTHING;
  }

  /** Whether the entity's head is what this copy has reached. */
  boolean current(long revision) {
    if (revision < state.revision()) {
      synced = false; // another journal than before: its whole state is wanted
    }
    return synced && revision == state.revision();
  }

  /**
   * Takes events; false when some before them are missing, and they are to be asked for again.
   *
   * @throws IllegalArgumentException when this version does not know an event; the whole state is
   *     wanted then
   */
  boolean take(Changes changes) {
    if (!synced || changes.after() > state.revision()) {
      return false;
    }
    long skip = state.revision() - changes.after();
    RegistryState next = state;
    for (Change change : changes.changes()) {
      if (skip-- <= 0) {
        try {
          next = next.apply(RegistryEventCodec.EVENTS.decode(change.manifest(), change.body()));
        } catch (IllegalArgumentException e) {
          synced = false;
          throw e;
        }
      }
    }
    state = next;
    return true;
  }

  /** Takes a page; true when it was the last one and the state is whole. */
  boolean take(Page page) {
    if (page.index() == 0) {
      pages.clear();
    }
    boolean next =
        page.index() == pages.size()
            && (pages.isEmpty() || pages.getFirst().revision() == page.revision());
    if (!next) {
      return false;
    }
    pages.add(page);
    if (!page.last()) {
      return false;
    }
    state =
        RegistryState.of(
            page.revision(),
            pages.stream().flatMap(p -> p.definitions().stream()).toList(),
            pages.stream().flatMap(p -> p.services().stream()).toList());
    pages.clear();
    synced = true;
    everSynced = true;
    return true;
  }
}
