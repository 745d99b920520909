package io.kaicd.actors.secrets;

import java.util.List;
import java.util.Optional;

/** Wrapped keys of a node that has no store: read by way of the vault's entity, which has one. */
final class EntityKeys implements WrappedKeys {
  private final VaultLink link;

  EntityKeys(VaultLink link) {
    this.link = link;
  }

  @Override
  public Optional<WrappedKey> get(String id) {
    return link.keys(List.of(id)).stream().findFirst();
  }

  @Override
  public void put(WrappedKey key) {
    throw elsewhere();
  }

  @Override
  public boolean replace(WrappedKey was, WrappedKey next) {
    throw elsewhere();
  }

  @Override
  public void delete(String id) {
    throw elsewhere();
  }

  @Override
  public List<Listed> list() {
    throw elsewhere();
  }

  private static UnsupportedOperationException elsewhere() {
    return new UnsupportedOperationException("the store is on the nodes that decide");
  }
}
