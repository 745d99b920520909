package io.kaicd.contract.definition;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a definition requires of a node.
 *
 * @param role {@code any}, {@code edge} or {@code central}
 * @param traits such as {@code gpu}, {@code disk}
 */
public record Needs(String role, Set<String> traits) {
  public static final Needs NONE = new Needs("any", Set.of());

  public Needs {
    traits = Set.copyOf(traits);
  }

  // Kai-CD said requiresNode and requiresGPU; they are read as central and the trait gpu.
  @JsonCreator
  static Needs of(
      @JsonProperty("role") @Nullable String role,
      @JsonProperty("traits") @Nullable Set<String> traits,
      @JsonProperty("requiresNode") @JsonAlias("requires_node") @Nullable Boolean requiresNode,
      @JsonProperty("requiresGPU") @JsonAlias("requires_gpu") @Nullable Boolean requiresGpu) {
    Set<String> all = new TreeSet<>(traits == null ? Set.of() : traits);
    if (Boolean.TRUE.equals(requiresGpu)) {
      all.add("gpu");
    }
    String wanted = role != null ? role : Boolean.TRUE.equals(requiresNode) ? "central" : "any";
    return new Needs(wanted, all);
  }

  /** What a node of this role and these traits lacks, in words; empty when it fits. */
  public String lackedBy(String nodeRole, Set<String> nodeTraits) {
    if (!role.equals("any") && !role.equals(nodeRole)) {
      return "role " + role;
    }
    return traits.stream()
        .filter(trait -> !nodeTraits.contains(trait))
        .sorted()
        .map(trait -> "trait " + trait)
        .collect(Collectors.joining(", "));
  }
}
