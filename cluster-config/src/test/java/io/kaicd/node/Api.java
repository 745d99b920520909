package io.kaicd.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A node's API as a program of its owner would call it. */
final class Api {
  /** What was answered; a body that is not JSON is null. */
  record Answer(int status, JsonNode body) {
    String code() {
      return body.path("code").asText();
    }
  }

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final String address;
  private final String token;

  Api(String address, String token) {
    this.address = address;
    this.token = token;
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send("GET", path, HttpRequest.BodyPublishers.noBody());
  }

  Answer put(String path, String body) throws IOException, InterruptedException {
    return send("PUT", path, HttpRequest.BodyPublishers.ofString(body));
  }

  Answer patch(String path, String body) throws IOException, InterruptedException {
    return send("PATCH", path, HttpRequest.BodyPublishers.ofString(body));
  }

  Answer post(String path, String body) throws IOException, InterruptedException {
    return send("POST", path, HttpRequest.BodyPublishers.ofString(body));
  }

  Answer delete(String path) throws IOException, InterruptedException {
    return send("DELETE", path, HttpRequest.BodyPublishers.noBody());
  }

  Answer call(String capability, String operation, String input)
      throws IOException, InterruptedException {
    return post("/api/v1/capabilities/" + capability + "/" + operation, input);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address + path))
        .timeout(Duration.ofSeconds(60))
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer " + token);
  }

  private Answer send(String method, String path, HttpRequest.BodyPublisher body)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        CLIENT.send(
            request(path).method(method, body).build(), HttpResponse.BodyHandlers.ofByteArray());
    String type = response.headers().firstValue("Content-Type").orElse("");
    JsonNode json =
        type.contains("json") && response.body().length > 0
            ? Json.parse(response.body())
            : JsonNodeFactory.instance.nullNode();
    return new Answer(response.statusCode(), json);
  }

  String address() {
    return address;
  }

  String token() {
    return token;
  }
}
