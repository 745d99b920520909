package io.kaicd.contract.definition;

import io.kaicd.contract.version.VersionRange;

/** A capability that a definition calls through its context. */
public record Requirement(String id, VersionRange version) {}
