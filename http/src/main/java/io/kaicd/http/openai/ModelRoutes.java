package io.kaicd.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.Registry;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.endpoint.Method;
import io.kaicd.http.endpoint.PathTemplate;
import io.kaicd.http.reply.Replies;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.scaladsl.model.HttpResponse;

/** {@code GET /v1/models}: what running services offer under the key {@code model}. */
record ModelRoutes(Registry registry) {
  private static final String KEY = "model";

  List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            Method.GET,
            PathTemplate.of("/v1/models"),
            Access.READ,
            BodyRule.NONE,
            Set.of(),
            OpenAiErrors.DIALECT,
            new Docs("listModels", "openai", "Models, in OpenAI's dialect", "", "Any"),
            this::list),
        new Endpoint(
            Method.GET,
            PathTemplate.of("/v1/models/{model...}"),
            Access.READ,
            BodyRule.NONE,
            Set.of(),
            OpenAiErrors.DIALECT,
            new Docs("retrieveModel", "openai", "One model, in OpenAI's dialect", "", "Any"),
            this::find));
  }

  private CompletionStage<HttpResponse> list(Exchange exchange) {
    ObjectNode reply = Json.shared().createObjectNode().put("object", "list");
    var data = reply.putArray("data");
    models().forEach((id, service) -> data.add(model(id, service)));
    return Replies.json(reply);
  }

  private CompletionStage<HttpResponse> find(Exchange exchange) {
    String id = exchange.parameter(0);
    String service = models().get(id);
    if (service == null) {
      throw ErrorCode.MODEL_UNKNOWN.reject("no running service offers this model").asException();
    }
    return Replies.json(model(id, service));
  }

  private SortedMap<String, String> models() {
    SortedMap<String, String> models = new TreeMap<>();
    registry
        .view()
        .services()
        .values()
        .forEach(
            service ->
                service
                    .offers()
                    .getOrDefault(KEY, List.of())
                    .forEach(model -> models.putIfAbsent(model, service.id())));
    return models;
  }

  private static ObjectNode model(String id, String service) {
    return Json.shared()
        .createObjectNode()
        .put("id", id)
        .put("object", "model")
        .put("created", 0)
        .put("owned_by", service);
  }
}
