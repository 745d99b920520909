package io.kaicd.http.resource;

import static io.kaicd.http.endpoint.Method.GET;

import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.endpoint.PathTemplate;
import io.kaicd.http.reply.Problems;
import io.kaicd.http.reply.Replies;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.scaladsl.model.ContentTypes;
import org.apache.pekko.http.scaladsl.model.HttpResponse;

/** Pages that are the same on every node: what error codes mean, and the contract's schemas. */
final class PageRoutes {
  private static final Map<String, String> SCHEMAS =
      Map.of(
          "service-definition", "/io/kaicd/contract/schemas/service-definition.json",
          "service", "/io/kaicd/contract/schemas/service.json",
          "capability", "/io/kaicd/contract/schemas/capability.json",
          "host-configuration", "/io/kaicd/contract/schemas/host-configuration.json");

  private PageRoutes() {}

  static List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            GET,
            PathTemplate.of(Problems.PAGES + "{code}"),
            Access.PUBLIC,
            BodyRule.NONE,
            Set.of(),
            Problems.DIALECT,
            new Docs("explainProblem", "pages", "What an error code means", "", "ProblemPage"),
            PageRoutes::problem),
        new Endpoint(
            GET,
            PathTemplate.of("/schemas/{name}/{file}"),
            Access.PUBLIC,
            BodyRule.NONE,
            Set.of(),
            Problems.DIALECT,
            new Docs("readSchema", "pages", "A JSON Schema of the contract", "", "Any"),
            PageRoutes::schema));
  }

  private static CompletionStage<HttpResponse> problem(Exchange exchange) {
    ErrorCode code = ErrorCode.of(exchange.parameter(0)).orElseThrow(PageRoutes::nothing);
    String accept = exchange.head().accept();
    if (accept != null && accept.contains("text/html")) {
      return Replies.done(
          Replies.text(
              200,
              ContentTypes.text$divhtml$u0028UTF$minus8$u0029(),
              html(code).getBytes(StandardCharsets.UTF_8)));
    }
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("code", code.text());
    page.put("title", code.title());
    page.put("status", code.status());
    page.put("remedy", code.remedy());
    page.put("retryable", code.retryable());
    return Replies.json(page);
  }

  // The texts are this project's own; nothing of the request gets in.
  private static String html(ErrorCode code) {
    return """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>%1$s</title></head>
        <body><h1>%2$s</h1>
        <p><code>%1$s</code>, HTTP status %3$d, %4$s.</p>
        <p>%5$s</p></body></html>
        """
        .formatted(
            code.text(),
            code.title(),
            code.status(),
            code.retryable() ? "may succeed later" : "will not succeed unchanged",
            code.remedy());
  }

  private static CompletionStage<HttpResponse> schema(Exchange exchange) {
    String resource = SCHEMAS.get(exchange.parameter(0));
    if (resource == null || !exchange.parameter(1).equals("1.json")) {
      throw nothing();
    }
    return Replies.done(
        Replies.json(Replies.SHARED, Json.bytes(ContractCatalog.resource(resource))));
  }

  private static RuntimeException nothing() {
    return ErrorCode.ROUTE_UNKNOWN.reject("there is no such page").asException();
  }
}
