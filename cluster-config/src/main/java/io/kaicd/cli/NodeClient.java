package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The node's HTTP API. */
final class NodeClient {
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String address;
  private final String token;
  private final @Nullable PrintWriter shown;

  /**
   * @param shown where requests are printed, if they are
   */
  NodeClient(String address, String token, @Nullable PrintWriter shown) {
    this.address = address;
    this.token = token;
    this.shown = shown;
  }

  /** A part of a path or a query, escaped. */
  static String part(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  JsonNode get(String path) throws Refused, Unreachable, InterruptedException {
    return send("GET", path, null);
  }

  JsonNode put(String path, JsonNode body) throws Refused, Unreachable, InterruptedException {
    return send("PUT", path, body);
  }

  JsonNode post(String path, @Nullable JsonNode body)
      throws Refused, Unreachable, InterruptedException {
    return send("POST", path, body);
  }

  JsonNode delete(String path) throws Refused, Unreachable, InterruptedException {
    return send("DELETE", path, null);
  }

  JsonNode call(String capability, String operation, JsonNode input)
      throws Refused, Unreachable, InterruptedException {
    return post("/api/v1/capabilities/" + part(capability) + "/" + part(operation), input);
  }

  private JsonNode send(String method, String path, @Nullable JsonNode body)
      throws Refused, Unreachable, InterruptedException {
    HttpRequest request = request(method, path, body).build();
    try {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      JsonNode answer = parse(response.body());
      if (response.statusCode() >= 400) {
        throw new Refused(problem(response.statusCode(), answer));
      }
      return answer;
    } catch (IOException e) {
      throw unreachable();
    }
  }

  /** The events of a stream, as lines; to be closed. */
  Stream<String> stream(String path, JsonNode body)
      throws Refused, Unreachable, InterruptedException {
    HttpRequest request = request("POST", path, body).header("Accept", "text/event-stream").build();
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() >= 400) {
        throw new Refused(problem(response.statusCode(), parse(response.body().readAllBytes())));
      }
      var reader =
          new java.io.BufferedReader(
              new java.io.InputStreamReader(response.body(), StandardCharsets.UTF_8));
      return reader.lines();
    } catch (IOException e) {
      throw unreachable();
    }
  }

  private HttpRequest.Builder request(String method, String path, @Nullable JsonNode body) {
    if (shown != null) {
      String data = body == null ? "" : " -d '" + Json.text(body) + "'";
      String brief = data.length() > 300 ? data.substring(0, 300) + "...'" : data;
      shown.println(
          "curl -X "
              + method
              + " -H \"Authorization: Bearer $KAI_TOKEN\" -H 'Content-Type: application/json' "
              + address
              + path
              + brief);
      shown.flush();
    }
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(Duration.ofMinutes(11))
            .header("Authorization", "Bearer " + token)
            .header("Accept-Language", "en");
    if (body == null) {
      return builder.method(method, HttpRequest.BodyPublishers.noBody());
    }
    return builder
        .header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)));
  }

  private static JsonNode parse(byte[] body) {
    try {
      return body.length == 0 ? Json.shared().createObjectNode() : Json.parse(body);
    } catch (RejectedException e) {
      return Json.shared().createObjectNode();
    }
  }

  private static JsonNode problem(int status, JsonNode answer) {
    if (answer.has("code")) {
      return answer;
    }
    ObjectNode problem = Json.shared().createObjectNode();
    problem.put("code", "http." + status);
    problem.put("detail", "the node answered with status " + status);
    problem.put("remedy", "Check that the address is a Kai-CD node's");
    return problem;
  }

  private Unreachable unreachable() {
    return new Unreachable(
        "no node answers at " + address, "Start it with ./kai run, or name one with --address");
  }
}
