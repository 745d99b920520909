package io.kaicd.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Calls;
import io.kaicd.contract.call.PendingCall;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.call.Target;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.version.VersionRange;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.endpoint.Method;
import io.kaicd.http.endpoint.PathTemplate;
import io.kaicd.http.reply.CallHeaders;
import io.kaicd.http.reply.Replies;
import io.kaicd.http.stream.EventReplies;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.scaladsl.model.HttpResponse;

/** {@code POST /v1/chat/completions}: the contract's {@code llm_chat/chat}. */
final class ChatRoutes {
  private static final String CAPABILITY = "llm_chat";
  private static final Set<String> OWN = Set.of("stream", "stream_options");

  private final Calls calls;
  private final ForeignFields fields;
  private final CallHeaders headers;
  private final EventReplies events;

  ChatRoutes(Calls calls, ForeignFields fields, CallHeaders headers, EventReplies events) {
    this.calls = calls;
    this.fields = fields;
    this.headers = headers;
    this.events = events;
  }

  Endpoint endpoint(int limit) {
    return new Endpoint(
        Method.POST,
        PathTemplate.of("/v1/chat/completions"),
        new Access.Scope("call:" + CAPABILITY),
        new BodyRule.Json(limit, false),
        Set.of(),
        OpenAiErrors.DIALECT,
        new Docs("createChatCompletion", "openai", "Chat, in OpenAI's dialect", "Any", "Any"),
        this::chat);
  }

  private CompletionStage<HttpResponse> chat(Exchange exchange) {
    JsonNode body = exchange.body();
    ObjectNode input = fields.fit(body, OWN);
    boolean stream = flag(body, "stream");
    boolean usage = flag(body.path("stream_options"), "include_usage");
    CallRequest request =
        new CallRequest(
            Target.ANY,
            CAPABILITY,
            "chat",
            VersionRange.ANY,
            input,
            exchange.bodyBytes(),
            exchange.caller());
    String model = body.path("model").asText("");
    return stream
        ? stream(exchange, calls.stream(request), model, usage)
        : unary(exchange, calls.unary(request), model);
  }

  private static boolean flag(JsonNode object, String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull() || value.isBoolean()) {
      return value.asBoolean(false);
    }
    throw ErrorCode.INPUT_INVALID.reject("'" + name + "' is no boolean").asException();
  }

  private CompletionStage<HttpResponse> unary(
      Exchange exchange, PendingCall<Reply.Unary> pending, String model) {
    exchange.whenGone(pending::cancel);
    return pending
        .reply()
        .thenApply(
            reply ->
                switch (reply) {
                  case Reply.Output(var call, var output) ->
                      Replies.json(
                          headers.of(call),
                          Json.bytes(
                              Completions.complete(
                                  output, "chat.completion", call.callId(), model)));
                  case Reply.Refused refused -> refuse(exchange, refused);
                });
  }

  private CompletionStage<HttpResponse> stream(
      Exchange exchange, PendingCall<Reply.Streamed> pending, String model, boolean usage) {
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
                          new OpenAiEvents(
                              opened.call().callId(), model, usage, exchange::closeAfter),
                          refused -> refuse(exchange, refused));
                  case Reply.Refused refused -> Replies.done(refuse(exchange, refused));
                });
  }

  private HttpResponse refuse(Exchange exchange, Reply.Refused refused) {
    return OpenAiErrors.DIALECT.refuse(
        refused.rejection(),
        exchange.request().uri().path().toString(),
        headers.of(refused.call()));
  }
}
