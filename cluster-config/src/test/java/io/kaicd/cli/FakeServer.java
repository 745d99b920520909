package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Answers as it is told on a free loopback port, and keeps what it was asked. */
final class FakeServer implements AutoCloseable {
  record Asked(String line, Map<String, List<String>> headers, String body) {
    JsonNode json() {
      return Json.parse(body);
    }

    String header(String name) {
      return String.join(",", headers.getOrDefault(name, List.of()));
    }
  }

  record Answer(int status, String type, String body) {
    static Answer ok(String body) {
      return new Answer(200, "application/json", body);
    }

    static Answer problem(int status, String code) {
      String text =
          """
          {"status":%d,"code":"%s","detail":"it is so","remedy":"do that",\
          "errors":[{"pointer":"/a/b","code":"type","wanted":"integer","have":"string"}]}"""
              .formatted(status, code);
      return new Answer(status, "application/problem+json", text);
    }
  }

  private final HttpServer server;
  private final Map<String, Function<Asked, Answer>> answers = new ConcurrentHashMap<>();
  private volatile Function<Asked, Answer> otherwise =
      any -> new Answer(404, "text/plain", "nothing here");
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  FakeServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      Asked question = new Asked(line, Map.copyOf(exchange.getRequestHeaders()), body);
      asked.add(question);
      Answer answer = answers.getOrDefault(line, otherwise).apply(question);
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", answer.type());
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /**
   * @param line such as {@code GET /api/v1/services}
   */
  FakeServer on(String line, Answer answer) {
    return on(line, any -> answer);
  }

  FakeServer on(String line, Function<Asked, Answer> answer) {
    answers.put(line, answer);
    return this;
  }

  /** What is answered where nothing else was said. */
  FakeServer otherwise(Function<Asked, Answer> answer) {
    otherwise = answer;
    return this;
  }

  List<Asked> asked() {
    return asked;
  }

  /** What it was asked under one line, in order. */
  List<Asked> asked(String line) {
    return asked.stream().filter(one -> one.line().equals(line)).toList();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String address() {
    return "http://127.0.0.1:" + port();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
