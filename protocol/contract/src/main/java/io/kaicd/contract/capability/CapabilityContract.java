package io.kaicd.contract.capability;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.version.SemVer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A capability's contract.
 *
 * @param document the JSON it was read from, which is its single source
 */
public record CapabilityContract(
    String id,
    SemVer version,
    String title,
    List<String> features,
    Map<String, Operation> operations,
    JsonNode document) {

  /** {@code id/version}. */
  public String ref() {
    return id + "/" + version;
  }

  public @Nullable Operation operation(String name) {
    return operations.get(name);
  }
}
