package io.kaicd.contract.definition;

import io.kaicd.contract.version.VersionRange;

/** The plugin whose code runs a definition, by its id and a range of its version. */
public record Implementation(String plugin, VersionRange version) {}
