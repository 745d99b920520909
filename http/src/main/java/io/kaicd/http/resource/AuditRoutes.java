package io.kaicd.http.resource;

import static io.kaicd.http.endpoint.Method.GET;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.audit.AuditEntry;
import io.kaicd.contract.audit.AuditLine;
import io.kaicd.contract.audit.AuditTrail;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.endpoint.PathTemplate;
import io.kaicd.http.endpoint.Query;
import io.kaicd.http.reply.Problems;
import io.kaicd.http.reply.Replies;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.scaladsl.model.HttpResponse;

/** What was denied, and which secrets were used, the newest first. */
final class AuditRoutes {
  private static final String ACTOR = "actor";
  private static final String CODE = "code";
  private static final String SINCE = "since";

  private final AuditTrail trail;
  private final Pages pages;

  AuditRoutes(AuditTrail trail, Pages pages) {
    this.trail = trail;
    this.pages = pages;
  }

  List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            GET,
            PathTemplate.of("/api/v1/audit"),
            Access.ADMIN,
            BodyRule.NONE,
            Set.of(ACTOR, CODE, SINCE, Pages.LIMIT, Pages.CURSOR),
            Problems.DIALECT,
            new Docs("listAudit", "audit", "Denials and uses of secrets, counted", "", "AuditList"),
            this::list));
  }

  private CompletionStage<HttpResponse> list(Exchange exchange) {
    Query query = exchange.query();
    AuditTrail.Filter filter =
        new AuditTrail.Filter(query.text(ACTOR), query.text(CODE), since(query.text(SINCE)));
    List<AuditEntry<?>> wanted = trail.recent().stream().filter(filter::accepts).toList();
    return Replies.json(pages.page(wanted, AuditRoutes::place, AuditRoutes::shape, query));
  }

  private static Instant since(String text) {
    try {
      return text.isEmpty() ? Instant.MIN : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw ErrorCode.REQUEST_MALFORMED
          .reject("'since' is no time")
          .withRemedy("Write since=2027-01-31T12:00:00Z")
          .asException();
    }
  }

  /** Grows as numbers fall, since a page goes on behind the last key. */
  private static String place(AuditEntry<?> entry) {
    return String.format(Locale.ROOT, "%019d", Long.MAX_VALUE - entry.number());
  }

  private static JsonNode shape(AuditEntry<?> entry) {
    ObjectNode node =
        Json.shared().createObjectNode().put("number", entry.number()).put("node", entry.node());
    switch (entry.line()) {
      case AuditLine.Denied denied ->
          node.put("kind", "denied")
              .put("code", denied.code())
              .put("actor", denied.actor())
              .put("operation", denied.operation());
      case AuditLine.Used used ->
          node.put("kind", "used")
              .put("code", used.code())
              .put("actor", used.actor())
              .put("secret", used.secret())
              .put("service", used.service());
    }
    return node.put("count", entry.line().count())
        .put("first", entry.line().first().toString())
        .put("last", entry.line().last().toString());
  }
}
