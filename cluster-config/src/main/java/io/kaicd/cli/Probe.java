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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at an OpenAI-compatible server, step by step, so that a failure says which step it was. */
final class Probe {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  private Probe() {}

  sealed interface Result {
    record Models(List<String> ids) implements Result {}

    record Failed(String step, String what, String remedy) implements Result {}
  }

  /**
   * Resolve, connect, authenticate, list models.
   *
   * @param key sent as a bearer token, if there is one
   */
  static Result models(URI base, @Nullable String key) throws InterruptedException {
    try {
      InetAddress[] all = InetAddress.getAllByName(base.getHost());
      if (all.length == 0) {
        throw new UnknownHostException();
      }
    } catch (UnknownHostException e) {
      return new Result.Failed(
          "resolve", "the name " + base.getHost() + " has no address", "Check the name");
    }
    try {
      HttpResponse<byte[]> response = send(URI.create(base + "/models"), key);
      return read(response, base);
    } catch (ConnectException e) {
      return new Result.Failed(
          "connect",
          "nothing listens at " + base.getAuthority(),
          "Start the server, or correct the port");
    } catch (IOException e) {
      return new Result.Failed(
          "connect",
          "no reply from " + base.getAuthority() + " within " + TIMEOUT.toSeconds() + " s",
          "Check that the server answers, and whether it wants https");
    }
  }

  private static Result read(HttpResponse<byte[]> response, URI base) {
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      return new Result.Failed(
          "authenticate",
          "the server answers " + status,
          "Put its key into a variable KAI_SECRET_..., start the node with it, and name it with --env");
    }
    if (status != 200) {
      return new Result.Failed(
          "list models",
          "GET " + base + "/models answers " + status,
          "Check that the URL ends with the API's base, mostly /v1");
    }
    try {
      List<String> ids = new ArrayList<>();
      JsonNode reply = Json.parse(response.body());
      reply.path("data").forEach(model -> ids.add(model.path("id").asText()));
      if (!reply.path("data").isArray()) {
        throw new IOException("no list");
      }
      return new Result.Models(ids);
    } catch (RejectedException | IOException e) {
      return new Result.Failed(
          "list models",
          "the reply of " + base + "/models is no list of models",
          "Check that the URL is that of an OpenAI-compatible API");
    }
  }

  static HttpResponse<byte[]> send(URI uri, @Nullable String key)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).GET();
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
