package io.kaicd.http.resource;

import static io.kaicd.http.endpoint.Method.DELETE;
import static io.kaicd.http.endpoint.Method.GET;
import static io.kaicd.http.endpoint.Method.POST;
import static io.kaicd.http.endpoint.Method.PUT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.contract.secret.Destination;
import io.kaicd.contract.secret.Secret;
import io.kaicd.contract.secret.SecretView;
import io.kaicd.contract.secret.Secrets;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Docs.Says;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.endpoint.Handler;
import io.kaicd.http.endpoint.Method;
import io.kaicd.http.endpoint.PathTemplate;
import io.kaicd.http.reply.Problems;
import io.kaicd.http.reply.Replies;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.scaladsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Secrets: values go in, and no reply has one. */
final class SecretRoutes {
  private static final String ROOT = "/api/v1/secrets";
  private static final String ONE = ROOT + "/{secret}";
  private static final String VALUE = "value";
  private static final String CHANGED = "ChangedSecret";
  private static final int MOST_SEALED = 32 << 20;

  private final Secrets secrets;
  private final Pages pages;
  private final int bodyLimit;

  SecretRoutes(Secrets secrets, Pages pages, int bodyLimit) {
    this.secrets = secrets;
    this.pages = pages;
    this.bodyLimit = bodyLimit;
  }

  List<Endpoint> endpoints() {
    BodyRule json = new BodyRule.Json(bodyLimit, false, true);
    return List.of(
        new Endpoint(
            GET,
            PathTemplate.of(ROOT),
            Access.READ,
            BodyRule.NONE,
            Set.of(Pages.LIMIT, Pages.CURSOR),
            Problems.DIALECT,
            new Docs("listSecrets", "secrets", "Secrets, without their values", "", "SecretList"),
            this::list),
        one(
            GET,
            "",
            Access.READ,
            BodyRule.NONE,
            new Docs("readSecret", "secrets", "What can be told of a secret", "", "Secret")
                .saying(Says.ETAG),
            this::read),
        one(
            PUT,
            "",
            Access.SECRETS,
            json,
            new Docs(
                    "putSecret", "secrets", "A new secret, or a new version", "SecretWish", CHANGED)
                .saying(Says.GUARDED, Says.ETAG, Says.MAY_MAKE),
            this::put),
        one(
            DELETE,
            "",
            Access.SECRETS,
            BodyRule.NONE,
            new Docs("deleteSecret", "secrets", "Destroy its keys, for good", "", "")
                .saying(Says.GUARDED),
            exchange ->
                secrets
                    .delete(name(exchange), seen(exchange), exchange.caller())
                    .thenCompose(SecretRoutes::answer)),
        one(
            POST,
            "/rotate",
            Access.SECRETS,
            json,
            new Docs(
                    "rotateSecret",
                    "secrets",
                    "A new value; where it may go stays",
                    "SecretValue",
                    CHANGED)
                .saying(Says.GUARDED, Says.ETAG),
            exchange ->
                secrets
                    .rotate(name(exchange), value(exchange), seen(exchange), exchange.caller())
                    .thenCompose(SecretRoutes::answer)),
        one(
            POST,
            "/rollback",
            Access.SECRETS,
            json,
            new Docs("rollBackSecret", "secrets", "To a kept version", "SecretVersion", CHANGED)
                .saying(Says.GUARDED, Says.ETAG),
            exchange ->
                secrets
                    .rollBack(name(exchange), version(exchange), seen(exchange), exchange.caller())
                    .thenCompose(SecretRoutes::answer)),
        moving(
            "export",
            new Docs(
                "exportSecrets",
                "secrets",
                "All secrets, sealed under a passphrase, for another vault",
                "ExportWish",
                "SealedSecrets"),
            this::export),
        moving(
            "import",
            new Docs(
                "importSecrets",
                "secrets",
                "What another vault exported",
                "SecretImport",
                "ImportedSecrets"),
            this::take),
        one(
            POST,
            "/expire",
            Access.SECRETS,
            json,
            new Docs("expireSecret", "secrets", "From when on it is refused", "Expiry", CHANGED)
                .saying(Says.GUARDED, Says.ETAG),
            this::expire));
  }

  private CompletionStage<HttpResponse> list(Exchange exchange) {
    Pages.Cut<String> cut = pages.cut(secrets.names(), Function.identity(), exchange.query());
    return views(cut.items())
        .thenCompose(
            found -> Replies.json(cut.shown(found.stream().map(SecretRoutes::shape).toList())));
  }

  private CompletionStage<HttpResponse> read(Exchange exchange) {
    return views(List.of(name(exchange)))
        .thenCompose(
            found -> {
              if (found.isEmpty()) {
                throw ErrorCode.SECRET_UNKNOWN.reject("there is no such secret").asException();
              }
              SecretView secret = found.getFirst();
              return answer(200, secret.version(), shape(secret));
            });
  }

  private CompletionStage<List<SecretView>> views(List<String> names) {
    return secrets
        .views(names)
        .thenApply(
            result -> {
              if (result instanceof Secrets.Refused(var rejection)) {
                throw rejection.asException();
              }
              return ((Secrets.Listed) result).secrets();
            });
  }

  private static Endpoint one(
      Method method, String more, Access access, BodyRule body, Docs docs, Handler handler) {
    return new Endpoint(
        method,
        PathTemplate.of(ONE + more),
        access,
        body,
        Set.of(),
        Problems.DIALECT,
        docs,
        handler);
  }

  private Endpoint moving(String name, Docs docs, Handler handler) {
    return new Endpoint(
        POST,
        PathTemplate.of("/api/v1/vault/" + name),
        Access.ADMIN,
        new BodyRule.Json(MOST_SEALED, false, true),
        Set.of(),
        Problems.DIALECT,
        docs,
        handler);
  }

  private CompletionStage<HttpResponse> export(Exchange exchange) {
    Secret passphrase = Bodies.secret(exchange, "passphrase");
    if (passphrase == null) {
      throw Bodies.lacks("passphrase", "one for the export, 12 bytes or more");
    }
    return secrets.export(passphrase, exchange.caller()).thenCompose(SecretRoutes::answer);
  }

  private CompletionStage<HttpResponse> take(Exchange exchange) {
    Secret passphrase = Bodies.secret(exchange, "passphrase", "sealed");
    if (passphrase == null) {
      throw Bodies.lacks("passphrase", "the one of the export");
    }
    return secrets
        .take(exchange.body().path("sealed"), passphrase, exchange.caller())
        .thenCompose(SecretRoutes::answer);
  }

  private static String name(Exchange exchange) {
    return PathNames.secret(exchange.parameter(0));
  }

  private CompletionStage<HttpResponse> put(Exchange exchange) {
    String name = name(exchange);
    Bodies.only(exchange, VALUE, "allow", "expires");
    Instant expires = Bodies.time(exchange, "expires");
    List<Destination> allow = allow(exchange.body().path("allow"));
    Precondition seen = seen(exchange);
    Secret value = value(exchange, "allow", "expires");
    return secrets
        .put(new Secrets.Wish(name, allow, expires), value, seen, exchange.caller())
        .thenCompose(SecretRoutes::answer);
  }

  private static List<Destination> allow(JsonNode given) {
    List<Destination> allow = new ArrayList<>();
    if (!given.isMissingNode() && !given.isArray()) {
      throw Bodies.wrong("/allow", "type", "array of destinations");
    }
    for (JsonNode each : given) {
      if (!isDestination(each)) {
        throw Bodies.wrong(
            "/allow/" + allow.size(), "type", "{\"host\":\"api.example.com\",\"path\":\"/v1\"}");
      }
      allow.add(new Destination(each.path("host").asText(), each.path("path").asText("/")));
    }
    if (allow.isEmpty()) {
      throw Bodies.lacks("allow", "where it may be sent: 1 to 32 destinations");
    }
    return allow;
  }

  /** A slip in the path's name would else allow the whole host. */
  private static boolean isDestination(JsonNode given) {
    JsonNode path = given.path("path");
    boolean whole = path.isMissingNode();
    return given.path("host").isTextual()
        && (whole || (path.isTextual() && path.asText().startsWith("/")))
        && given.size() == (whole ? 1 : 2);
  }

  private static Secret value(Exchange exchange, String... others) {
    @Nullable Secret value = Bodies.secret(exchange, VALUE, others);
    if (value == null) {
      throw Bodies.lacks(VALUE, "a text");
    }
    return value;
  }

  private static int version(Exchange exchange) {
    return Math.clamp(Bodies.number(exchange, "version"), 0, Integer.MAX_VALUE);
  }

  private CompletionStage<HttpResponse> expire(Exchange exchange) {
    if (!Bodies.only(exchange, "at").has("at")) {
      throw Bodies.lacks("at", "a time, or null for never");
    }
    return secrets
        .expire(name(exchange), Bodies.time(exchange, "at"), seen(exchange), exchange.caller())
        .thenCompose(SecretRoutes::answer);
  }

  private static Precondition seen(Exchange exchange) {
    return Preconditions.of(exchange.head());
  }

  private static CompletionStage<HttpResponse> answer(int status, int version, JsonNode shape) {
    var headers = Replies.with(Replies.SHARED, Replies.header("ETag", "\"" + version + "\""));
    return Replies.done(Replies.json(status, headers, Json.bytes(shape)));
  }

  private static CompletionStage<HttpResponse> answer(Secrets.Result result) {
    return switch (result) {
      case Secrets.Kept kept -> answer(kept.created() ? 201 : 200, kept.version(), shape(kept));
      case Secrets.Exported(JsonNode document, var skipped) ->
          Replies.json(
              ((ObjectNode) document.deepCopy())
                  .set("skipped", Json.shared().valueToTree(skipped)));
      case Secrets.Listed _ -> throw new IllegalStateException("no answer to a change");
      case Secrets.Imported imported -> Replies.json(Json.shared().valueToTree(imported));
      case Secrets.Deleted _ -> Replies.nothing();
      case Secrets.Refused(var rejection) -> throw rejection.asException();
    };
  }

  /** Whoever may change secrets may not read them by that. */
  private static JsonNode shape(Secrets.Kept kept) {
    ObjectNode shape = Json.shared().valueToTree(kept);
    return shape.without("created");
  }

  private static JsonNode shape(SecretView secret) {
    return Json.shared().valueToTree(secret);
  }
}
