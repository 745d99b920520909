package io.kaicd.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An OpenAI-compatible server with one model that answers with the credential it was sent, in its
 * text and in a header; a request that says {@code refuse} gets it with a 401.
 */
final class EchoUpstream implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  final List<String> credentials = new CopyOnWriteArrayList<>();

  EchoUpstream() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/models", this::models);
    server.createContext("/v1/chat/completions", this::chat);
    server.start();
  }

  String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private void models(HttpExchange exchange) throws IOException {
    answer(exchange, 200, "{\"object\":\"list\",\"data\":[{\"id\":\"m1\",\"object\":\"model\"}]}");
  }

  private void chat(HttpExchange exchange) throws IOException {
    String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String sent = exchange.getRequestHeaders().getFirst("Authorization");
    credentials.add(String.valueOf(sent));
    exchange.getResponseHeaders().add("x-echo", String.valueOf(sent));
    if (asked.contains("refuse")) {
      answer(exchange, 401, "{\"error\":{\"message\":\"bad key %s\"}}".formatted(sent));
    } else {
      answer(
          exchange,
          200,
          """
          {"id":"x","object":"chat.completion","created":1,"model":"m1","choices":[{"index":0,
           "message":{"role":"assistant","content":"got %s"},"finish_reason":"stop"}],
           "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"""
              .formatted(sent));
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("content-type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
