package io.kaicd.contract.version;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.semver4j.range.RangeList;
import org.semver4j.range.RangeListFactory;

/** A range in npm's grammar ({@code ^1.2}, {@code >=1 <3}, {@code 1.x || 2.1.0}). */
public final class VersionRange {
  private static final int MAX_LENGTH = 256;
  private static final Cache<String, VersionRange> PARSED =
      Caffeine.newBuilder().maximumSize(4_096).build();

  /** Any released version. */
  public static final VersionRange ANY = of("*");

  private final String text;
  private final RangeList ranges;

  private VersionRange(String text, RangeList ranges) {
    this.text = text;
    this.ranges = ranges;
  }

  /**
   * @throws IllegalArgumentException when the text is not a range
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static VersionRange of(String text) {
    VersionRange cached = PARSED.getIfPresent(text);
    if (cached != null) {
      return cached;
    }
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a version range is at most " + MAX_LENGTH + " characters");
    }
    VersionRange parsed = new VersionRange(text, parse(text));
    PARSED.put(text, parsed);
    return parsed;
  }

  /** Exactly this version. */
  public static VersionRange exactly(SemVer version) {
    return of(version.toString());
  }

  private static RangeList parse(String text) {
    try {
      return RangeListFactory.create(RangeGrammar.plain(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "' is not a version range", e);
    }
  }

  public boolean accepts(SemVer version) {
    return ranges.isSatisfiedBy(version.value());
  }

  /** The highest version in the range. */
  public Optional<SemVer> best(Collection<SemVer> versions) {
    return versions.stream().filter(this::accepts).max(Comparator.naturalOrder());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VersionRange that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
