package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Looks at an OpenAI-compatible server, step by step, so that a failure says which step it was. */
final class Probe {
  private static final int LARGEST_REPLY = 8 * 1024 * 1024;

  private final Duration timeout;
  private final HttpClient http;

  /**
   * @param timeout of connecting, and again of the reply
   */
  Probe(Duration timeout) {
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  sealed interface Result {
    record Models(List<String> ids) implements Result {}

    record Failed(Step step, String what, String remedy) implements Result {}
  }

  enum Step {
    RESOLVE,
    CONNECT,
    AUTHENTICATE,
    LIST_MODELS
  }

  /**
   * Resolves, connects, authenticates, lists models.
   *
   * @param key sent as a bearer token, if there is one
   */
  Result models(URI base, @Nullable String key) throws InterruptedException {
    String place = base.getAuthority();
    try {
      InetAddress.getAllByName(base.getHost());
      return read(send(URI.create(base + "/models"), key), base);
    } catch (UnknownHostException e) {
      return new Result.Failed(
          Step.RESOLVE, "the name " + base.getHost() + " has no address", "Check the name");
    } catch (ConnectException e) {
      return new Result.Failed(
          Step.CONNECT,
          "nothing listens at " + place,
          "Start the server, or correct the host and the port");
    } catch (HttpTimeoutException e) {
      return new Result.Failed(
          Step.CONNECT,
          "no reply from " + place + " within " + timeout.toSeconds() + " s",
          "Check that the server is not stuck, and that no firewall drops the packets");
    } catch (SSLException e) {
      return new Result.Failed(
          Step.CONNECT,
          "no TLS connection to " + place + ": " + e.getMessage(),
          "Use http:// if the server has no TLS; else check its certificate");
    } catch (IOException e) {
      return new Result.Failed(
          Step.CONNECT,
          place + " broke the connection off or does not speak HTTP",
          "Check the port, and whether the server wants https");
    }
  }

  private static Result read(HttpResponse<byte[]> response, URI base) {
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      return new Result.Failed(
          Step.AUTHENTICATE,
          "the server answers " + status + " to GET /models",
          "Give its key with --key, which asks for it, or --key-stdin: it goes into the vault. Or name"
              + " with --env a variable KAI_SECRET_... that the node was started with");
    }
    if (status != 200) {
      return new Result.Failed(
          Step.LIST_MODELS,
          "GET " + base + "/models answers " + status,
          "Check that the URL ends with the API's base, mostly /v1");
    }
    List<String> ids = ids(response.body());
    return ids.isEmpty() && !listed(response.body())
        ? new Result.Failed(
            Step.LIST_MODELS,
            "the reply of " + base + "/models is no list of models",
            "Check that the URL is that of an OpenAI-compatible API")
        : new Result.Models(ids);
  }

  private static boolean listed(byte[] body) {
    JsonNode reply = json(body);
    return reply != null && reply.path("data").isArray();
  }

  private static List<String> ids(byte[] body) {
    List<String> ids = new ArrayList<>();
    JsonNode reply = json(body);
    if (reply != null) {
      reply.path("data").forEach(model -> ids.add(model.path("id").asText()));
    }
    return ids;
  }

  /** A JSON reply with status 200; null for anything else. */
  @Nullable JsonNode ask(URI uri) throws InterruptedException {
    try {
      HttpResponse<byte[]> response = send(uri, null);
      return response.statusCode() == 200 ? json(response.body()) : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static @Nullable JsonNode json(byte[] body) {
    try {
      return Json.parse(body);
    } catch (RejectedException e) {
      return null;
    }
  }

  // Redirects are not followed: a key goes nowhere else.
  private HttpResponse<byte[]> send(URI uri, @Nullable String key)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(timeout).GET();
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    return http.send(
        request.build(),
        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LARGEST_REPLY));
  }
}
