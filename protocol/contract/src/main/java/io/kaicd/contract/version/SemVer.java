package io.kaicd.contract.version;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.semver4j.Semver;
import org.semver4j.SemverException;

/**
 * A version by SemVer 2.0.0. Equality and order are SemVer's precedence, so build metadata does not
 * count; the text is kept as written.
 */
public final class SemVer implements Comparable<SemVer> {
  private static final int MAX_LENGTH = 256; // node-semver's own limit
  private static final Cache<String, SemVer> PARSED =
      Caffeine.newBuilder().maximumSize(4_096).build();

  private final Semver value;

  private SemVer(Semver value) {
    this.value = value;
  }

  /**
   * @throws IllegalArgumentException when the text is not a version
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static SemVer of(String text) {
    SemVer cached = PARSED.getIfPresent(text);
    if (cached != null) {
      return cached;
    }
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a version is at most " + MAX_LENGTH + " characters");
    }
    try {
      SemVer parsed = new SemVer(new Semver(text));
      PARSED.put(text, parsed);
      return parsed;
    } catch (SemverException e) {
      throw new IllegalArgumentException("'" + text + "' is not a semantic version", e);
    }
  }

  Semver value() {
    return value;
  }

  public int major() {
    return value.getMajor();
  }

  @Override
  public int compareTo(SemVer other) {
    return value.compareTo(other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SemVer that && compareTo(that) == 0;
  }

  @Override
  public int hashCode() {
    int hash = 31 * (31 * value.getMajor() + value.getMinor()) + value.getPatch();
    return 31 * hash + value.getPreRelease().hashCode();
  }

  @JsonValue
  @Override
  public String toString() {
    return value.getVersion();
  }
}
