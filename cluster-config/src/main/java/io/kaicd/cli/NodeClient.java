package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** The node's HTTP API. */
final class NodeClient {
  // Above the longest deadline of an operation, which the node keeps itself.
  private static final Duration TIMEOUT = Duration.ofMinutes(11);

  private final HttpClient http;
  private final NodeTrust trust;
  private final URI address;
  private final String token;
  private final @Nullable PrintWriter shown;
  private final PrintWriter notes;

  /**
   * @param trust by what the node is known, where the address is https
   * @param shown where requests are printed, if they are
   * @param notes where the node's notes on what it accepted are printed
   */
  NodeClient(
      URI address, String token, NodeTrust trust, @Nullable PrintWriter shown, PrintWriter notes) {
    this.http =
        trust
            .on(
                HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5)))
            .build();
    this.trust = trust;
    this.address = address;
    this.token = token;
    this.shown = shown;
    this.notes = notes;
  }

  /** A part of a path or a query, escaped. */
  static String part(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  JsonNode get(String path) throws Refused, Unreachable, InterruptedException {
    return send("GET", path, null, Map.of());
  }

  JsonNode put(String path, JsonNode body) throws Refused, Unreachable, InterruptedException {
    return send("PUT", path, body, Map.of());
  }

  /** Makes what must not be there yet; refused when it is, as a conflict or as stale. */
  JsonNode putNew(String path, JsonNode body) throws Refused, Unreachable, InterruptedException {
    return send("PUT", path, body, Map.of("If-None-Match", "*"));
  }

  /**
   * Changes what must still be as it was read; {@code write.stale} when it is not.
   *
   * @param generation of a service, or the version of a profile or secret
   */
  JsonNode putOver(String path, long generation, JsonNode body)
      throws Refused, Unreachable, InterruptedException {
    return send("PUT", path, body, Map.of("If-Match", "\"" + generation + "\""));
  }

  JsonNode post(String path, @Nullable JsonNode body)
      throws Refused, Unreachable, InterruptedException {
    return send("POST", path, body, Map.of());
  }

  /** As {@link #putOver}. */
  JsonNode postOver(String path, long generation, JsonNode body)
      throws Refused, Unreachable, InterruptedException {
    return send("POST", path, body, Map.of("If-Match", "\"" + generation + "\""));
  }

  JsonNode patch(String path, JsonNode body) throws Refused, Unreachable, InterruptedException {
    return send("PATCH", path, body, Map.of());
  }

  /** As {@link #putOver}. */
  JsonNode patchOver(String path, long generation, JsonNode body)
      throws Refused, Unreachable, InterruptedException {
    return send("PATCH", path, body, Map.of("If-Match", "\"" + generation + "\""));
  }

  JsonNode delete(String path) throws Refused, Unreachable, InterruptedException {
    return send("DELETE", path, null, Map.of());
  }

  /** As {@link #putOver}. */
  JsonNode deleteOver(String path, long generation)
      throws Refused, Unreachable, InterruptedException {
    return send("DELETE", path, null, Map.of("If-Match", "\"" + generation + "\""));
  }

  JsonNode call(String capability, String operation, JsonNode input)
      throws Refused, Unreachable, InterruptedException {
    return post("/api/v1/capabilities/" + part(capability) + "/" + part(operation), input);
  }

  private JsonNode send(
      String method, String path, @Nullable JsonNode body, Map<String, String> headers)
      throws Refused, Unreachable, InterruptedException {
    HttpRequest request = request(method, path, body, headers);
    try {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      response
          .headers()
          .allValues("Kai-Note")
          .forEach(note -> notes.println("note: " + Printable.of(note)));
      notes.flush();
      return answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /** A stream's events; to be closed. */
  BufferedReader stream(String path, JsonNode body)
      throws Refused, Unreachable, InterruptedException {
    HttpRequest request = request("POST", path, body, Map.of("Accept", "text/event-stream"));
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() >= 400) {
        try (InputStream in = response.body()) {
          answer(response.statusCode(), in.readAllBytes());
        }
      }
      return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private HttpRequest request(
      String method, String path, @Nullable JsonNode body, Map<String, String> headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token);
    headers.forEach(builder::header);
    byte[] bytes = body == null ? new byte[0] : Json.bytes(body);
    if (body == null) {
      builder.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      builder
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofByteArray(bytes));
    }
    HttpRequest request = builder.build();
    if (shown != null) {
      shown.println(ShownRequest.line(request, path, bytes, trust.curl()));
      shown.flush();
    }
    return request;
  }

  private static JsonNode answer(int status, byte[] body) throws Refused {
    JsonNode answer = Json.shared().missingNode();
    try {
      if (body.length > 0) {
        answer = Json.parse(body);
      }
    } catch (RejectedException e) {
      if (status < 400) {
        throw new Refused(foreign("the reply with status " + status + " is no JSON"));
      }
    }
    if (status >= 300) {
      throw new Refused(
          answer.has("code") ? answer : foreign("the server answered with status " + status));
    }
    return answer;
  }

  private static ObjectNode foreign(String detail) {
    return problem("node.foreign", detail, "Check that the address is a Kai-CD node's");
  }

  private static ObjectNode problem(String code, String detail, String remedy) {
    return Json.shared()
        .createObjectNode()
        .put("code", code)
        .put("detail", detail)
        .put("remedy", remedy);
  }

  private Unreachable unreachable(IOException e) throws Refused {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof PinnedCertificate.Another another) {
        throw new Refused(
            problem(
                "node.certificate-changed",
                address + ": " + another.getMessage(),
                "If the node made a new certificate, take the fingerprint that it printed at its"
                    + " start; if not, somebody else answers there"));
      }
    }
    if (e instanceof SSLHandshakeException) {
      throw new Refused(
          problem(
              "node.certificate-untrusted",
              address + " is not known to be the node: " + e.getMessage(),
              "Give the fingerprint that the node printed at its start, with --fingerprint or"
                  + " KAI_FINGERPRINT"));
    }
    return switch (e) {
      case HttpConnectTimeoutException _ -> nobodyAt();
      case ConnectException _ -> nobodyAt();
      case HttpTimeoutException _ ->
          new Unreachable(
              address + " took the request and did not answer", "See the node's log, kai.log");
      default ->
          new Unreachable(
              "the connection to " + address + " broke: " + e,
              "Check that the node still runs; its log is kai.log");
    };
  }

  private Unreachable nobodyAt() {
    return new Unreachable(
        "no node answers at " + address, "Start it with ./kai run, or name one with --address");
  }
}
