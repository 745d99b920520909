package io.kaicd.contract.definition;

import io.kaicd.contract.version.SemVer;

/** The version of the API that definitions are written for; it is not the build's version. */
public final class HostApi {
  public static final SemVer VERSION = SemVer.of("1.0.0");

  private HostApi() {}
}
