package io.kaicd.http.resource;

import static io.kaicd.http.endpoint.Method.GET;
import static io.kaicd.http.endpoint.Method.POST;

import io.kaicd.contract.call.CallLog;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Calls;
import io.kaicd.contract.call.PendingCall;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.call.Target;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.endpoint.PathTemplate;
import io.kaicd.http.reply.CallHeaders;
import io.kaicd.http.reply.Problems;
import io.kaicd.http.reply.Replies;
import io.kaicd.http.stream.EventReplies;
import io.kaicd.http.stream.KaiEvents;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.scaladsl.model.HttpResponse;

/** Calls by capability or by service, unary or streamed, and the log of the last ones. */
public final class CallRoutes {
  private final Calls calls;
  private final CallLog log;
  private final OperationIndex operations;
  private final CallHeaders headers;
  private final EventReplies events;
  private final Pages pages;

  CallRoutes(
      Calls calls,
      CallLog log,
      OperationIndex operations,
      CallHeaders headers,
      EventReplies events,
      Pages pages) {
    this.calls = calls;
    this.log = log;
    this.operations = operations;
    this.headers = headers;
    this.events = events;
    this.pages = pages;
  }

  List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            POST,
            PathTemplate.of("/api/v1/capabilities/{capability}/{operation}"),
            new Access.CallOf(0),
            new BodyRule.CallInput(0),
            Set.of("contract"),
            Problems.DIALECT,
            new Docs("callCapability", "calls", "Call an operation of a capability", "Any", "Any"),
            exchange -> call(exchange, Target.ANY, 0)),
        new Endpoint(
            POST,
            PathTemplate.of("/api/v1/services/{service}/capabilities/{capability}/{operation}"),
            new Access.CallOf(1),
            new BodyRule.CallInput(1),
            Set.of("contract"),
            Problems.DIALECT,
            new Docs("callService", "calls", "Call an operation on one service", "Any", "Any"),
            exchange ->
                call(exchange, new Target.OneService(PathNames.id(exchange.parameter(0))), 1)),
        new Endpoint(
            GET,
            PathTemplate.of("/api/v1/calls"),
            Access.READ,
            BodyRule.NONE,
            Set.of("failed", "service", "capability", Pages.LIMIT),
            Problems.DIALECT,
            new Docs("listCalls", "calls", "The last calls, newest first", "", "CallList"),
            this::recent),
        new Endpoint(
            GET,
            PathTemplate.of("/api/v1/calls/{id}"),
            Access.READ,
            BodyRule.NONE,
            Set.of(),
            Problems.DIALECT,
            new Docs("getCall", "calls", "How a call went", "", "Call"),
            this::find));
  }

  private CompletionStage<HttpResponse> call(Exchange exchange, Target target, int place) {
    String capability = exchange.parameter(place);
    String operation = exchange.parameter(place + 1);
    if (operations.internal(capability, operation)) {
      throw ErrorCode.OPERATION_UNKNOWN
          .reject("this operation is called by the host only")
          .asException();
    }
    CallRequest request =
        new CallRequest(
            target,
            capability,
            operation,
            PathNames.range(exchange.query().text("contract")),
            exchange.body(),
            exchange.bodyBytes(),
            exchange.caller());
    return switch (Accepted.of(exchange.head().accept())) {
      case JSON -> unary(exchange, calls.unary(request));
      case EVENTS -> stream(exchange, calls.stream(request));
      case NEITHER -> Replies.done(Accepted.refuse(exchange));
    };
  }

  private CompletionStage<HttpResponse> unary(Exchange exchange, PendingCall<Reply.Unary> pending) {
    exchange.whenGone(pending::cancel);
    return pending
        .reply()
        .thenApply(
            reply ->
                switch (reply) {
                  case Reply.Output(var call, var output) ->
                      Replies.json(headers.of(call), Json.bytes(output));
                  case Reply.Refused refused -> refuse(exchange, refused);
                });
  }

  private CompletionStage<HttpResponse> stream(
      Exchange exchange, PendingCall<Reply.Streamed> pending) {
    exchange.whenGone(pending::cancel);
    return pending
        .reply()
        .thenCompose(
            reply ->
                switch (reply) {
                  case Reply.Opened opened ->
                      events.reply(
                          opened,
                          exchange,
                          new KaiEvents(opened.call()),
                          refused -> refuse(exchange, refused));
                  case Reply.Refused refused -> Replies.done(refuse(exchange, refused));
                });
  }

  private HttpResponse refuse(Exchange exchange, Reply.Refused refused) {
    return Problems.DIALECT.refuse(
        refused.rejection(),
        exchange.request().uri().path().toString(),
        headers.of(refused.call()));
  }

  private CompletionStage<HttpResponse> recent(Exchange exchange) {
    var query = exchange.query();
    var filter =
        new CallLog.Filter(query.flag("failed"), query.text("service"), query.text("capability"));
    return log.recent(filter, pages.limit(query))
        .thenCompose(records -> Replies.json(Map.of("items", records)));
  }

  private CompletionStage<HttpResponse> find(Exchange exchange) {
    return log.find(exchange.parameter(0))
        .thenCompose(
            found ->
                Replies.json(
                    found.orElseThrow(
                        () ->
                            ErrorCode.CALL_UNKNOWN
                                .reject("no node remembers this call")
                                .asException())));
  }
}
