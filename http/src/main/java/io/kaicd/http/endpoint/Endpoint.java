package io.kaicd.http.endpoint;

import io.kaicd.http.reply.Dialect;
import java.util.Set;

/**
 * One row of the table. There is no default: a row without a rule does not compile.
 *
 * @param query the query parameters it knows; any other is refused
 */
public record Endpoint(
    Method method,
    PathTemplate path,
    Access access,
    BodyRule body,
    Set<String> query,
    Dialect dialect,
    Docs docs,
    Handler handler) {
  public Endpoint {
    query = Set.copyOf(query);
  }
}
