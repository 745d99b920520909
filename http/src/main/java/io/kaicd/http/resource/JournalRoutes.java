package io.kaicd.http.resource;

import static io.kaicd.http.endpoint.Method.GET;
import static io.kaicd.http.endpoint.Method.POST;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.journal.JournalHistory;
import io.kaicd.contract.journal.JournalHistory.Entry;
import io.kaicd.contract.journal.JournalHistory.Overview;
import io.kaicd.contract.journal.JournalHistory.StreamHead;
import io.kaicd.contract.journal.JournalHistory.Stretch;
import io.kaicd.contract.journal.JournalHistory.Verdict;
import io.kaicd.contract.json.Json;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.endpoint.Handler;
import io.kaicd.http.endpoint.Method;
import io.kaicd.http.endpoint.PathTemplate;
import io.kaicd.http.reply.Problems;
import io.kaicd.http.reply.Replies;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.scaladsl.model.HttpResponse;

/** The history of who changed what, and its proof. */
final class JournalRoutes {
  private static final String ROOT = "/api/v1/journal";
  private static final String FROM = "from";

  private final JournalHistory history;
  private final Pages pages;

  JournalRoutes(JournalHistory history, Pages pages) {
    this.history = history;
    this.pages = pages;
  }

  List<Endpoint> endpoints() {
    return List.of(
        endpoint(
            GET,
            "",
            Access.READ,
            Set.of(),
            new Docs("readJournal", "journal", "The heads of all streams", "", "Journal"),
            exchange -> history.overview().thenCompose(all -> Replies.json(shape(all)))),
        endpoint(
            GET,
            "/{stream}",
            Access.ADMIN,
            Set.of(FROM, Pages.LIMIT),
            new Docs(
                "readHistory",
                "journal",
                "Who changed what; the newest without from",
                "",
                "History"),
            this::read),
        endpoint(
            POST,
            "/verify",
            Access.ADMIN,
            Set.of(),
            new Docs("verifyJournal", "journal", "Prove it, on a copy", "", "JournalProof"),
            exchange -> history.verify().thenCompose(verdict -> Replies.json(shape(verdict)))),
        endpoint(
            POST,
            "/checkpoint",
            Access.ADMIN,
            Set.of(),
            new Docs(
                "signCheckpoint",
                "journal",
                "The heads, signed, to keep elsewhere",
                "",
                "Checkpoint"),
            exchange -> history.checkpoint().thenCompose(Replies::json)));
  }

  private static Endpoint endpoint(
      Method method, String path, Access access, Set<String> query, Docs docs, Handler handler) {
    return new Endpoint(
        method,
        PathTemplate.of(ROOT + path),
        access,
        BodyRule.NONE,
        query,
        Problems.DIALECT,
        docs,
        handler);
  }

  private CompletionStage<HttpResponse> read(Exchange exchange) {
    int limit = pages.limit(exchange.query());
    int from = exchange.query().number(FROM, 0, Integer.MAX_VALUE);
    return history
        .read(exchange.parameter(0), from, limit)
        .thenCompose(stretch -> Replies.json(shape(stretch)));
  }

  private static ObjectNode shape(Overview all) {
    ObjectNode shown = Json.shared().createObjectNode();
    heads(shown.putArray("streams"), all.streams());
    shown.put("key", all.key());
    shown.set("checkpoint", all.checkpoint());
    return shown;
  }

  private static void heads(ArrayNode shown, List<StreamHead> heads) {
    for (StreamHead head : heads) {
      shown
          .addObject()
          .put("stream", head.stream())
          .put("records", head.records())
          .put("hash", head.hash())
          .put("anchored", head.anchored());
    }
  }

  private static ObjectNode shape(Stretch stretch) {
    ObjectNode shown = Json.shared().createObjectNode();
    shown.put("stream", stretch.stream()).put("records", stretch.records());
    ArrayNode items = shown.putArray("items");
    long next = 0;
    for (Entry entry : stretch.entries()) {
      items
          .addObject()
          .put("number", entry.number())
          .put("hash", entry.hash())
          .put("event", entry.event())
          .put("actor", entry.actor())
          .put("at", entry.at())
          .set("what", entry.what());
      next = entry.number() + 1;
    }
    boolean more = next > 0 && next <= stretch.records();
    return shown.put("next", more ? Long.valueOf(next) : null);
  }

  private static ObjectNode shape(Verdict verdict) {
    ObjectNode shown = Json.shared().createObjectNode();
    shown.put("holds", verdict.holds()).put("problem", verdict.problem());
    heads(shown.putArray("streams"), verdict.streams());
    ArrayNode notes = shown.putArray("notes");
    verdict.notes().forEach(notes::add);
    return shown;
  }
}
