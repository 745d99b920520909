package io.kaicd.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.call.CallRequest;
import io.kaicd.contract.call.Calls;
import io.kaicd.contract.call.Reply;
import io.kaicd.contract.call.Target;
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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.scaladsl.model.HttpResponse;

/** {@code POST /v1/embeddings}: the contract's {@code embedding/embed}. */
final class EmbeddingRoutes {
  private static final String CAPABILITY = "embedding";

  private final Calls calls;
  private final ForeignFields fields;
  private final CallHeaders headers;

  EmbeddingRoutes(Calls calls, ForeignFields fields, CallHeaders headers) {
    this.calls = calls;
    this.fields = fields;
    this.headers = headers;
  }

  Endpoint endpoint(int limit) {
    return new Endpoint(
        Method.POST,
        PathTemplate.of("/v1/embeddings"),
        new Access.Scope("call:" + CAPABILITY),
        new BodyRule.Json(limit, false),
        Set.of(),
        OpenAiErrors.DIALECT,
        new Docs("createEmbedding", "openai", "Embed text, in OpenAI's dialect", "Any", "Any"),
        this::embed);
  }

  private CompletionStage<HttpResponse> embed(Exchange exchange) {
    ObjectNode input = fields.fit(exchange.body(), Set.of());
    boolean base64 = input.path("encoding_format").asText("").equals("base64");
    var pending =
        calls.unary(
            new CallRequest(
                Target.ANY,
                CAPABILITY,
                "embed",
                VersionRange.ANY,
                input,
                exchange.bodyBytes(),
                exchange.caller()));
    exchange.whenGone(pending::cancel);
    return pending
        .reply()
        .thenApply(
            reply ->
                switch (reply) {
                  case Reply.Output(var call, var output) ->
                      Replies.json(headers.of(call), Json.bytes(complete(output, base64)));
                  case Reply.Refused(var call, var rejection) ->
                      OpenAiErrors.DIALECT.refuse(
                          rejection, exchange.request().uri().path().toString(), headers.of(call));
                });
  }

  private static ObjectNode complete(JsonNode output, boolean base64) {
    ObjectNode full = Json.shared().createObjectNode().put("object", "list");
    var data = full.putArray("data");
    for (JsonNode item : output.path("data")) {
      ObjectNode one = data.addObject().put("object", "embedding");
      one.put("index", item.path("index").asInt());
      JsonNode vector = item.path("embedding");
      if (base64 && vector.isArray()) {
        one.put("embedding", packed(vector)); // an upstream may not know the format
      } else {
        one.set("embedding", vector);
      }
    }
    full.set("model", output.path("model"));
    ObjectNode usage = full.putObject("usage").put("prompt_tokens", 0).put("total_tokens", 0);
    if (output.path("usage") instanceof ObjectNode told) {
      usage.setAll(told);
    }
    return full;
  }

  private static String packed(JsonNode vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    vector.forEach(value -> bytes.putFloat(value.floatValue()));
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
