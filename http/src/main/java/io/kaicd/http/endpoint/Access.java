package io.kaicd.http.endpoint;

/**
 * Who may use an endpoint. Host and Origin are checked for every one, whatever its access, and all
 * but those that are {@link Open#beforeReady()} answer 503 until the node is ready.
 */
public sealed interface Access {
  /** Anybody who can reach the address, without a token, even before the node is ready. */
  Access HEALTH = new Open(true);

  /** Anybody who can reach the address, without a token: pages that are the same on every node. */
  Access PUBLIC = new Open(false);

  Access READ = new Scope("read");
  Access CONFIG = new Scope("config");
  Access SECRETS = new Scope("secrets");
  Access ADMIN = new Scope("admin");

  /** Without a token. */
  record Open(boolean beforeReady) implements Access {}

  /** A token with this scope. */
  record Scope(String name) implements Access {}

  /**
   * A token with {@code call:<capability>}.
   *
   * @param parameter the place of the capability's name among the path's parameters
   */
  record CallOf(int parameter) implements Access {}
}
