package io.kaicd.http.reply;

import io.kaicd.contract.json.Json;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.scaladsl.model.ContentType;
import org.apache.pekko.http.scaladsl.model.ContentTypes;
import org.apache.pekko.http.scaladsl.model.HttpEntity;
import org.apache.pekko.http.scaladsl.model.HttpHeader;
import org.apache.pekko.http.scaladsl.model.HttpProtocol;
import org.apache.pekko.http.scaladsl.model.HttpProtocols;
import org.apache.pekko.http.scaladsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ResponseEntity;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.model.StatusCodes;
import org.apache.pekko.http.scaladsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;
import scala.collection.immutable.List;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;

/** Replies with the headers that all of them share, which are made once. */
public final class Replies {
  /** On every reply: nothing is to be guessed about it, and nothing of it kept. */
  public static final List<HttpHeader> SHARED =
      with(
          with(nil(), header("Cache-Control", "no-store")),
          header("X-Content-Type-Options", "nosniff"));

  private static final HttpProtocol HTTP_1_1 = HttpProtocols.HTTP$div1$u002E1();
  private static final ContentType JSON = (ContentType) (Object) ContentTypes.application$divjson();
  private static final StatusCode OK = StatusCodes.OK();

  private Replies() {}

  @SuppressWarnings("unchecked")
  private static List<HttpHeader> nil() {
    return (List<HttpHeader>) (List<?>) Nil$.MODULE$;
  }

  public static HttpHeader header(String name, String value) {
    return new RawHeader(name, value);
  }

  public static List<HttpHeader> with(List<HttpHeader> headers, HttpHeader one) {
    return headers.$colon$colon(one);
  }

  /** 200 with a value as JSON. */
  public static CompletionStage<HttpResponse> json(Object value) {
    return done(json(OK, SHARED, Json.bytes(value)));
  }

  public static CompletionStage<HttpResponse> json(int status, Object value) {
    return done(json(status(status), SHARED, Json.bytes(value)));
  }

  public static HttpResponse json(Seq<HttpHeader> headers, byte[] document) {
    return json(OK, headers, document);
  }

  private static HttpResponse json(StatusCode status, Seq<HttpHeader> headers, byte[] document) {
    return of(status, headers, JSON, document);
  }

  static HttpResponse of(
      StatusCode status, Seq<HttpHeader> headers, ContentType type, byte[] body) {
    return with(status, headers, new HttpEntity.Strict(type, ByteString.fromArrayUnsafe(body)));
  }

  public static HttpResponse json(int status, Seq<HttpHeader> headers, byte[] document) {
    return json(status(status), headers, document);
  }

  public static HttpResponse text(int status, ContentType type, byte[] body) {
    return of(status(status), SHARED, type, body);
  }

  public static HttpResponse with(int status, Seq<HttpHeader> headers, ResponseEntity entity) {
    return with(status(status), headers, entity);
  }

  private static HttpResponse with(
      StatusCode status, Seq<HttpHeader> headers, ResponseEntity entity) {
    return HttpResponse.apply(status, headers, entity, HTTP_1_1);
  }

  /** 204. */
  public static CompletionStage<HttpResponse> nothing() {
    return done(with(StatusCodes.NoContent(), SHARED, HttpEntity.Empty()));
  }

  public static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }

  static StatusCode status(int status) {
    return status == CLIENT_GONE.intValue() ? CLIENT_GONE : StatusCode.int2StatusCode(status);
  }

  // No RFC has a status for a caller that left; this one is common in logs of proxies.
  private static final StatusCode CLIENT_GONE =
      StatusCodes.custom(499, "Client Closed Request", "", false, true);
}
