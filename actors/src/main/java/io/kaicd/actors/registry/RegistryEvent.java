package io.kaicd.actors.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.registry.ServiceSpec;
import io.kaicd.contract.version.SemVer;
import java.time.Instant;
import java.util.List;

/** What has happened to the registry. Private to this room; golden files hold the shapes still. */
sealed interface RegistryEvent {
  /** Who did it, and when. */
  By by();

  record By(String actor, Instant at) {}

  /**
   * @param moved the services that run this version from now on
   * @param kept the services whose range allows it and that do not fit it
   */
  record DefinitionInstalled(
      By by, JsonNode document, String digest, List<String> moved, List<Kept> kept)
      implements RegistryEvent {}

  /**
   * @param where the pointers at fault
   */
  record Kept(String service, String where) {}

  record DefinitionRemoved(By by, String id, SemVer version) implements RegistryEvent {}

  /**
   * @param resolved the version of the definition that it runs
   * @param first the generation that it begins with when it is made: no generation of one that was
   *     there before under this id comes again
   */
  record ServicePut(By by, String id, ServiceSpec spec, SemVer resolved, long first)
      implements RegistryEvent {}

  record ServiceRemoved(By by, String id) implements RegistryEvent {}

  record ServiceQuarantined(By by, String id, String reason) implements RegistryEvent {}

  record ServiceReleased(By by, String id) implements RegistryEvent {}
}
