package io.kaicd.contract.registry;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.redaction.Redaction;
import io.kaicd.contract.version.SemVer;

/** A change of the registry, as asked for. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "write")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RegistryWrite.InstallDefinition.class, name = "install-definition"),
  @JsonSubTypes.Type(value = RegistryWrite.RemoveDefinition.class, name = "remove-definition"),
  @JsonSubTypes.Type(value = RegistryWrite.PutService.class, name = "put-service"),
  @JsonSubTypes.Type(value = RegistryWrite.RemoveService.class, name = "remove-service"),
  @JsonSubTypes.Type(value = RegistryWrite.QuarantineService.class, name = "quarantine-service"),
  @JsonSubTypes.Type(value = RegistryWrite.ReleaseService.class, name = "release-service")
})
public sealed interface RegistryWrite {
  /** Immutable: the same content again changes nothing, other content is refused. */
  record InstallDefinition(String id, SemVer version, JsonNode document) implements RegistryWrite {}

  record RemoveDefinition(String id, SemVer version) implements RegistryWrite {}

  /**
   * @param document a {@link ServiceSpec}, not yet checked
   */
  record PutService(String id, JsonNode document) implements RegistryWrite {}

  record RemoveService(String id) implements RegistryWrite {}

  /**
   * @param reason for those who read the history; what looks like a secret in it reaches no event
   */
  record QuarantineService(String id, String reason) implements RegistryWrite {
    public QuarantineService {
      reason = Redaction.redacted(reason);
    }
  }

  record ReleaseService(String id) implements RegistryWrite {}
}
