package io.kaicd.http.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Docs.Says;
import io.kaicd.http.endpoint.Endpoint;
import java.util.List;

/** What an endpoint may answer, and the headers that go with it. */
final class Responses {
  private static final String DRY_RUN = "dryRun";

  private final Schemas schemas;

  Responses(Schemas schemas) {
    this.schemas = schemas;
  }

  ObjectNode of(Endpoint endpoint) {
    Docs docs = endpoint.docs();
    ObjectNode responses = Json.shared().createObjectNode();
    boolean dry = endpoint.query().contains(DRY_RUN);
    if (docs.says().contains(Says.MAKES)) {
      json(responses, "201", "Made", docs.reply());
    } else if (docs.reply().isEmpty()) {
      responses.putObject("204").put("description", "Done");
    } else {
      json(responses, "200", "Done", docs.reply());
    }
    if (docs.says().contains(Says.MAY_MAKE)) {
      json(responses, "201", "Made", docs.reply());
    }
    if (docs.says().contains(Says.ETAG)) {
      for (String status : List.of("200", "201")) {
        if (responses.has(status)) {
          etag(responses.withObjectProperty(status));
        }
      }
    }
    if (dry) {
      dryRun(responses, docs);
    }
    problem(responses, "openai".equals(docs.tag()) ? "OpenAiError" : "Problem");
    return responses;
  }

  private static void etag(ObjectNode response) {
    response
        .putObject("headers")
        .putObject("ETag")
        .put("description", "What to send as If-Match, to change this and nothing newer")
        .putObject("schema")
        .put("type", "string");
  }

  /** With {@code ?dryRun=true} a change answers what it would come to. */
  private void dryRun(ObjectNode responses, Docs docs) {
    String schema = docs.tag().equals("profiles") ? "ProfileChange" : "DryRun";
    if (!responses.has("200")) {
      json(responses, "200", "What it would come to; nothing was changed", schema);
    } else if (!docs.reply().equals(schema)) {
      ObjectNode either = Json.shared().createObjectNode();
      either.putArray("anyOf").add(schemas.reference(docs.reply())).add(schemas.reference(schema));
      responses
          .withObjectProperty("200")
          .put("description", "Done; or what it would come to, with dryRun")
          .withObjectProperty("content")
          .withObjectProperty("application/json")
          .set("schema", either);
    }
  }

  private void json(ObjectNode responses, String status, String text, String schema) {
    ObjectNode response = responses.putObject(status).put("description", text);
    response
        .putObject("content")
        .putObject("application/json")
        .set("schema", schemas.reference(schema));
  }

  void problem(ObjectNode responses, String schema) {
    boolean own = schema.equals("Problem");
    for (String status : List.of("4XX", "5XX")) {
      responses
          .putObject(status)
          .put("description", "Refused; the code says why and the remedy what to do")
          .putObject("content")
          .putObject(own ? "application/problem+json" : "application/json")
          .set("schema", schemas.reference(schema));
    }
  }
}
