package io.kaicd.contract.configuration;

/** JSON pointers (RFC 6901) as text. */
public final class Pointer {
  private Pointer() {}

  /** A member of what a pointer names. */
  public static String member(String parent, String name) {
    return parent + "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
