package io.kaicd.http.resource;

import io.kaicd.contract.capability.CapabilityContract;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.capability.Operation;
import java.util.HashMap;
import java.util.Map;

/**
 * What the door must know of an operation before it reads a call's input. Over all versions of a
 * contract; the one that answers checks again.
 */
public final class OperationIndex {
  public static final OperationIndex EMPTY = new OperationIndex(Map.of());

  private final Map<String, Map<String, Entry>> byCapability;

  private OperationIndex(Map<String, Map<String, Entry>> byCapability) {
    this.byCapability = byCapability;
  }

  public static OperationIndex of(ContractCatalog contracts) {
    Map<String, Map<String, Entry>> index = new HashMap<>();
    for (CapabilityContract contract : contracts.all()) {
      var operations = index.computeIfAbsent(contract.id(), id -> new HashMap<>());
      for (Operation operation : contract.operations().values()) {
        operations.merge(
            operation.name(),
            new Entry(operation.limits().request(), operation.internal()),
            Entry::with);
      }
    }
    return new OperationIndex(index);
  }

  /** The most bytes an input may have, or another number for an operation that is not known. */
  public int requestLimit(String capability, String operation, int otherwise) {
    Entry entry = find(capability, operation);
    return entry.equals(NONE) ? otherwise : entry.limit;
  }

  /** Whether only the host itself may call it. */
  boolean internal(String capability, String operation) {
    return find(capability, operation).internal;
  }

  private Entry find(String capability, String operation) {
    return byCapability.getOrDefault(capability, Map.of()).getOrDefault(operation, NONE);
  }

  private static final Entry NONE = new Entry(0, false);

  private record Entry(int limit, boolean internal) {
    Entry with(Entry other) {
      return new Entry(Math.max(limit, other.limit), internal || other.internal);
    }
  }
}
