package io.kaicd.contract.definition;

import io.kaicd.contract.version.SemVer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One capability that a definition implements, in one version of its contract. */
public record CapabilityRef(String id, SemVer version, List<String> features) {
  public CapabilityRef(String id, SemVer version, @Nullable List<String> features) {
    this.id = id;
    this.version = version;
    this.features = features == null ? List.of() : List.copyOf(features);
  }

  /** {@code id/version}. */
  public String ref() {
    return id + "/" + version;
  }
}
