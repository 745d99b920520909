package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Somebody who asks a node over HTTP, with a token that may be wrong. */
final class Asking implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final String address;
  private final String token;

  Asking(String address, String token) {
    this.address = address;
    this.token = token;
  }

  /**
   * @param headers names and values, in turn
   */
  HttpResponse<String> ask(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return Json.parse(ask("GET", path, "").body());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
