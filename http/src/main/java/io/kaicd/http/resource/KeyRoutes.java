package io.kaicd.http.resource;

import static io.kaicd.http.endpoint.Method.DELETE;
import static io.kaicd.http.endpoint.Method.GET;
import static io.kaicd.http.endpoint.Method.POST;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.call.Caller;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.key.KeyView;
import io.kaicd.contract.key.Keys;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.endpoint.PathTemplate;
import io.kaicd.http.reply.Problems;
import io.kaicd.http.reply.Replies;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.scaladsl.model.HttpResponse;

/** Named keys: made once, shown never again, revoked at once. */
final class KeyRoutes {
  private static final String ROOT = "/api/v1/keys";
  private static final String DRY_RUN = "dryRun";

  private final Keys keys;
  private final Pages pages;
  private final int bodyLimit;

  KeyRoutes(Keys keys, Pages pages, int bodyLimit) {
    this.keys = keys;
    this.pages = pages;
    this.bodyLimit = bodyLimit;
  }

  List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            GET,
            PathTemplate.of(ROOT),
            Access.ADMIN,
            BodyRule.NONE,
            Set.of(Pages.LIMIT, Pages.CURSOR),
            Problems.DIALECT,
            new Docs("listKeys", "keys", "Keys, without their tokens", "", "KeyList"),
            exchange ->
                Replies.json(
                    pages.page(keys.all(), KeyView::id, KeyRoutes::shape, exchange.query()))),
        new Endpoint(
            POST,
            PathTemplate.of(ROOT),
            Access.ADMIN,
            new BodyRule.Json(bodyLimit, false),
            Set.of(DRY_RUN),
            Problems.DIALECT,
            new Docs(
                    "makeKey", "keys", "Make a key; its token is told here alone", "KeyWish", "Key")
                .saying(Docs.Says.MAKES),
            this::make),
        new Endpoint(
            DELETE,
            PathTemplate.of(ROOT + "/{key}"),
            Access.ADMIN,
            BodyRule.NONE,
            Set.of(DRY_RUN),
            Problems.DIALECT,
            new Docs("revokeKey", "keys", "Revoke a key, at once", "", ""),
            this::revoke));
  }

  private CompletionStage<HttpResponse> revoke(Exchange exchange) {
    String id = PathNames.id(exchange.parameter(0));
    if (exchange.query().flag(DRY_RUN)) {
      boolean inForce = keys.all().stream().anyMatch(k -> k.id().equals(id) && k.revoked() == null);
      return checked(keys.refusal(id), false, inForce);
    }
    return keys.revoke(id, exchange.caller()).thenCompose(KeyRoutes::answer);
  }

  private static CompletionStage<HttpResponse> checked(
      Optional<Rejection> refusal, boolean created, boolean changed) {
    refusal.ifPresent(
        why -> {
          throw why.asException();
        });
    return Replies.json(Shapes.dryRun(created, changed, List.of()));
  }

  private CompletionStage<HttpResponse> make(Exchange exchange) {
    Set<String> scopes = new TreeSet<>(Bodies.texts(exchange, "scopes"));
    String id = Bodies.text(exchange, "id", "scopes", "expires", "locality");
    if (local(exchange)) {
      scopes.add(Caller.LOCAL);
    }
    Instant expires = Bodies.time(exchange, "expires");
    Keys.Wish wish = new Keys.Wish(id, scopes, expires);
    return exchange.query().flag(DRY_RUN)
        ? checked(keys.refusal(wish), true, true)
        : keys.make(wish, exchange.caller()).thenCompose(KeyRoutes::answer);
  }

  private static boolean local(Exchange exchange) {
    return switch (Bodies.text(exchange, "locality", "id", "scopes", "expires")) {
      case "" -> false;
      case "local" -> true;
      default -> throw Bodies.wrong("/locality", "value", "local, or nothing");
    };
  }

  private static CompletionStage<HttpResponse> answer(Keys.Result result) {
    return switch (result) {
      case Keys.Made(KeyView key, String token) ->
          Replies.done(
              Replies.json(201, Replies.SHARED, Json.bytes(shape(key).put("token", token))));
      case Keys.Revoked _ -> Replies.nothing();
      case Keys.Refused(var rejection) -> throw rejection.asException();
    };
  }

  private static ObjectNode shape(KeyView key) {
    ObjectNode node = Json.shared().createObjectNode().put("id", key.id());
    ArrayNode scopes = node.putArray("scopes");
    key.scopes().stream().filter(scope -> !scope.equals(Caller.LOCAL)).forEach(scopes::add);
    return node.put("locality", key.scopes().contains(Caller.LOCAL) ? "local" : null)
        .put("by", key.by())
        .put("created", key.created().toString())
        .put("expires", key.expires() == null ? null : key.expires().toString())
        .put("revoked", key.revoked() == null ? null : key.revoked().toString());
  }
}
