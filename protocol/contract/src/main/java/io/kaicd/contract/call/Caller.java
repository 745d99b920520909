package io.kaicd.contract.call;

import java.util.Set;

/**
 * Who calls, as events and call records name it.
 *
 * @param id the key's id, never the key
 * @param scopes {@code call:<capability>}, {@code read}, {@code config}, {@code secrets}, {@code
 *     admin}; and {@code local}, which grants nothing
 */
public record Caller(String id, Set<String> scopes) {
  public static final String ADMIN = "admin";

  /** Marks a caller whose calls stay in the house; it grants nothing. */
  public static final String LOCAL = "local";

  /** The host itself: probes, offers, and calls that a plugin makes have a caller of their own. */
  public static final Caller HOST = new Caller("host", Set.of(ADMIN));

  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /** Whether its calls must stay in the house. */
  public boolean local() {
    return scopes.contains(LOCAL);
  }

  /** Whether it has a scope; {@code admin} has all. */
  public boolean may(String scope) {
    return scopes.contains(ADMIN) || scopes.contains(scope);
  }
}
