package io.kaicd.http.endpoint;

import java.util.List;
import java.util.Set;

/**
 * What the OpenAPI document says of an endpoint.
 *
 * @param id the operation's id there, unique
 * @param tag the group it stands in
 * @param request the name of the body's schema, empty when it has none
 * @param reply the name of the reply's schema, empty when it has no body
 * @param says what else there is to say of it
 */
public record Docs(
    String id, String tag, String summary, String request, String reply, Set<Says> says) {
  /** What is said of some endpoints alone. */
  public enum Says {
    /** Its reply has an ETag. */
    ETAG,
    /** It heeds If-Match; and a PUT If-None-Match, too. */
    GUARDED,
    /** It answers 201 where it made something, else 200. */
    MAY_MAKE,
    /** It answers 201. */
    MAKES
  }

  public Docs {
    says = Set.copyOf(says);
  }

  public Docs(String id, String tag, String summary, String request, String reply) {
    this(id, tag, summary, request, reply, Set.of());
  }

  public Docs saying(Says... says) {
    return new Docs(id, tag, summary, request, reply, Set.copyOf(List.of(says)));
  }
}
