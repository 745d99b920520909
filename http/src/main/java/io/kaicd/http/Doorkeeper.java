package io.kaicd.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.json.WholeText;
import io.kaicd.http.connection.BodyReader;
import io.kaicd.http.connection.Reception;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.EndpointTable;
import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.gate.Gate;
import io.kaicd.http.openai.OpenAiErrors;
import io.kaicd.http.reply.Dialect;
import io.kaicd.http.reply.Problems;
import io.kaicd.http.reply.Replies;
import io.kaicd.http.resource.OperationIndex;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.apache.pekko.http.scaladsl.model.HttpHeader;
import org.apache.pekko.http.scaladsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.Uri;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.List;

/** Every request's way: source, place, readiness, token, scope, query, body, handler. */
final class Doorkeeper implements Reception {
  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

  private final Gate gate;
  private final EndpointTable table;
  private final BooleanSupplier ready;
  private final OperationIndex operations;
  private final BodyReader bodies;
  private final int bodyLimit;
  private final Denials denials;

  Doorkeeper(
      Gate gate,
      EndpointTable table,
      BooleanSupplier ready,
      OperationIndex operations,
      BodyReader bodies,
      int bodyLimit,
      Denials denials) {
    this.gate = gate;
    this.table = table;
    this.ready = ready;
    this.operations = operations;
    this.bodies = bodies;
    this.bodyLimit = bodyLimit;
    this.denials = denials;
  }

  @Override
  public CompletionStage<HttpResponse> receive(Exchange exchange) {
    Dialect dialect = dialect(exchange.request().uri().path());
    try {
      return admit(exchange, dialect);
    } catch (RuntimeException e) {
      return refuse(exchange, dialect, rejection(e));
    }
  }

  private static Dialect dialect(Uri.Path path) {
    return !path.isEmpty() && path.tail().startsWithSegment() && path.tail().head().equals("v1")
        ? OpenAiErrors.DIALECT
        : Problems.DIALECT;
  }

  private CompletionStage<HttpResponse> admit(Exchange exchange, Dialect dialect) {
    Rejection refusal = gate.checkSource(exchange.head());
    if (refusal != null) {
      return deny(exchange, dialect, refusal, null);
    }
    var place = table.find(exchange.request().uri().path(), exchange);
    Endpoint endpoint = place == null ? null : place.endpoint(exchange.request().method().value());
    Access access = endpoint == null ? Access.READ : endpoint.access();
    boolean open = access instanceof Access.Open;
    if (!(access instanceof Access.Open(boolean early) && early) && !ready.getAsBoolean()) {
      return refuse(
          exchange, dialect, ErrorCode.NODE_NOT_READY.reject("the node is still starting"));
    }
    if (!open) {
      refusal = gate.checkToken(exchange);
      if (refusal != null) {
        return deny(exchange, dialect, refusal, endpoint);
      }
    }
    if (endpoint == null) {
      return nowhere(exchange, dialect, place);
    }
    refusal = Gate.checkScope(access, exchange);
    if (refusal != null) {
      return deny(exchange, dialect, refusal, endpoint);
    }
    exchange.readQuery(endpoint.query());
    return read(exchange, endpoint);
  }

  private CompletionStage<HttpResponse> nowhere(
      Exchange exchange, Dialect dialect, EndpointTable.@Nullable Place place) {
    if (place == null) {
      return refuse(
          exchange, dialect, ErrorCode.ROUTE_UNKNOWN.reject("there is nothing at this path"));
    }
    String method = exchange.request().method().value();
    Rejection refusal =
        ErrorCode.METHOD_NOT_ALLOWED.reject(
            "this resource takes " + place.allow() + ", not " + method);
    return refuse(
        exchange,
        dialect,
        refusal,
        Replies.with(Replies.SHARED, Replies.header("Allow", place.allow())));
  }

  private CompletionStage<HttpResponse> read(Exchange exchange, Endpoint endpoint) {
    return switch (endpoint.body()) {
      case BodyRule.None _ -> ignoreBody(exchange, endpoint);
      case BodyRule.Json(int limit, boolean optional, boolean _) ->
          readJson(exchange, endpoint, limit, optional);
      case BodyRule.CallInput(int place) ->
          readJson(
              exchange,
              endpoint,
              operations.requestLimit(
                  exchange.parameter(place), exchange.parameter(place + 1), bodyLimit),
              false);
    };
  }

  private CompletionStage<HttpResponse> ignoreBody(Exchange exchange, Endpoint endpoint) {
    if (exchange.request().entity().isStrict()) {
      return handle(exchange, endpoint);
    }
    return bodies
        .read(exchange, bodyLimit)
        .thenCompose(ignored -> handle(exchange, endpoint))
        .exceptionally(e -> failed(exchange, endpoint, e));
  }

  private CompletionStage<HttpResponse> readJson(
      Exchange exchange, Endpoint endpoint, int limit, boolean optional) {
    if (optional && exchange.request().entity().isKnownEmpty()) {
      exchange.body(Json.shared().createObjectNode(), 0);
      return handle(exchange, endpoint);
    }
    Rejection refusal = MediaTypes.checkJson(exchange);
    if (refusal != null) {
      return refuse(exchange, endpoint.dialect(), refusal);
    }
    CompletionStage<byte[]> body = bodies.read(exchange, limit);
    if (body instanceof CompletableFuture<byte[]> future && future.isDone()) {
      if (future.isCompletedExceptionally()) {
        exchange.closeAfter();
        return discarding(exchange, failed(exchange, endpoint, future.exceptionNow()));
      }
      return parse(exchange, endpoint, future.join());
    }
    return body.thenCompose(bytes -> parse(exchange, endpoint, bytes))
        .exceptionally(
            e -> {
              exchange.closeAfter();
              return failed(exchange, endpoint, e);
            });
  }

  private CompletionStage<HttpResponse> parse(Exchange exchange, Endpoint endpoint, byte[] bytes) {
    JsonNode document;
    try {
      document = parsed(endpoint.body(), bytes);
      WholeText.check(document);
    } catch (RuntimeException e) {
      return Replies.done(failed(exchange, endpoint, e));
    }
    exchange.body(document, bytes.length);
    return handle(exchange, endpoint);
  }

  private static JsonNode parsed(BodyRule rule, byte[] bytes) {
    if (!(rule instanceof BodyRule.Json json && json.secret())) {
      return Json.parse(bytes);
    }
    try {
      return Json.parseSecret(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private CompletionStage<HttpResponse> handle(Exchange exchange, Endpoint endpoint) {
    CompletionStage<HttpResponse> reply;
    try {
      reply = endpoint.handler().handle(exchange);
    } catch (RuntimeException e) {
      return Replies.done(failed(exchange, endpoint, e));
    }
    if (reply instanceof CompletableFuture<HttpResponse> future
        && future.isDone()
        && !future.isCompletedExceptionally()) {
      return future;
    }
    return reply.exceptionally(e -> failed(exchange, endpoint, e));
  }

  private HttpResponse failed(Exchange exchange, Endpoint endpoint, Throwable failure) {
    Rejection rejection = rejection(failure);
    denials.note(exchange, rejection, endpoint);
    return endpoint.dialect().refuse(rejection, path(exchange), Replies.SHARED);
  }

  private static Rejection rejection(Throwable failure) {
    Rejection rejection = RejectedException.of(failure, ErrorCode.INTERNAL);
    if (rejection.code() == ErrorCode.INTERNAL) {
      LOG.error("a request failed unexpectedly", failure);
      return ErrorCode.INTERNAL.reject("the node has a fault");
    }
    return rejection;
  }

  private CompletionStage<HttpResponse> deny(
      Exchange exchange, Dialect dialect, Rejection refusal, @Nullable Endpoint endpoint) {
    denials.note(exchange, refusal, endpoint);
    return refuse(exchange, dialect, refusal);
  }

  private CompletionStage<HttpResponse> refuse(
      Exchange exchange, Dialect dialect, Rejection refusal) {
    return refuse(exchange, dialect, refusal, Replies.SHARED);
  }

  private CompletionStage<HttpResponse> refuse(
      Exchange exchange, Dialect dialect, Rejection refusal, List<HttpHeader> headers) {
    return discarding(exchange, dialect.refuse(refusal, path(exchange), headers));
  }

  // A body that nobody reads would block the connection, or reset it under the client's hands.
  private CompletionStage<HttpResponse> discarding(Exchange exchange, HttpResponse response) {
    if (exchange.request().entity().isStrict()) {
      return Replies.done(response);
    }
    exchange.closeAfter();
    if (exchange.head().expectsContinue()) {
      return Replies.done(response);
    }
    return bodies.read(exchange, 0).handle((bytes, e) -> response);
  }

  private static String path(Exchange exchange) {
    return exchange.request().uri().path().toString();
  }
}
