package io.kaicd.http.openapi;

import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.json.Json;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.Method;
import io.kaicd.http.endpoint.PathTemplate;
import io.kaicd.http.reply.Problems;
import io.kaicd.http.reply.Replies;
import java.util.List;
import java.util.Set;

/** {@code GET /openapi.json}; with a token, since it lists what is installed. */
public final class OpenApiRoute {
  private OpenApiRoute() {}

  /**
   * @param others the rest of the table
   */
  public static Endpoint endpoint(List<Endpoint> others, ContractCatalog contracts) {
    List<Endpoint> table = List.copyOf(others);
    Document document = new Document(table, contracts);
    return new Endpoint(
        Method.GET,
        PathTemplate.of("/openapi.json"),
        Access.READ,
        BodyRule.NONE,
        Set.of(),
        Problems.DIALECT,
        new Docs("openapi", "pages", "This API as OpenAPI 3.1", "", "Any"),
        exchange -> Replies.done(Replies.json(Replies.SHARED, document.bytes())));
  }

  /** Written when it is first asked for, and then kept. */
  private static final class Document {
    private final List<Endpoint> table;
    private final ContractCatalog contracts;
    private volatile byte[] bytes = {};

    Document(List<Endpoint> table, ContractCatalog contracts) {
      this.table = table;
      this.contracts = contracts;
    }

    byte[] bytes() {
      if (bytes.length == 0) {
        bytes = Json.bytes(new OpenApi(table, contracts).document());
      }
      return bytes;
    }
  }
}
