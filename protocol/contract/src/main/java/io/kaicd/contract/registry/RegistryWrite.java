package io.kaicd.contract.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.version.SemVer;

/** A change of the registry, as asked for. */
public sealed interface RegistryWrite {
  /** Immutable: the same content again changes nothing, other content is refused. */
  record InstallDefinition(String id, SemVer version, JsonNode document) implements RegistryWrite {}

  record RemoveDefinition(String id, SemVer version) implements RegistryWrite {}

  /**
   * @param document a {@link ServiceSpec}, not yet checked
   */
  record PutService(String id, JsonNode document) implements RegistryWrite {}

  record RemoveService(String id) implements RegistryWrite {}

  record QuarantineService(String id, String reason) implements RegistryWrite {}

  record ReleaseService(String id) implements RegistryWrite {}
}
