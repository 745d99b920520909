package io.kaicd.contract.key;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of a key; its token is told once, when it is made, and kept nowhere.
 *
 * @param id also the actor {@code key:<id>} in events and call records
 * @param scopes {@code call:<capability>}, {@code read}, {@code config}, {@code secrets}, {@code
 *     admin}
 * @param by who made it
 * @param expires nothing when it does not
 * @param revoked nothing while it is in force; a revoked id is not used again
 */
public record KeyView(
    String id,
    List<String> scopes,
    String by,
    Instant created,
    @Nullable Instant expires,
    @Nullable Instant revoked) {
  public KeyView {
    scopes = List.copyOf(scopes);
  }

  /** Whether it opens the door now. */
  public boolean inForce(Instant now) {
    return revoked == null && (expires == null || now.isBefore(expires));
  }
}
