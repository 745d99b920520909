package io.kaicd.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import java.util.List;
import java.util.Locale;

/** Reads an upstream's refusal into one of the host's. */
final class UpstreamErrors {
  // How OpenAI, vLLM, llama.cpp, Ollama, LM Studio and others word it.
  private static final List<String> TOO_LONG =
      List.of(
          "context_length_exceeded",
          "exceed_context_size",
          "context length",
          "context window",
          "context size",
          "maximum context",
          "prompt is too long",
          "too many tokens");
  private static final List<String> NO_MODEL =
      List.of("model_not_found", "not found", "not exist", "not loaded", "unknown model");

  private UpstreamErrors() {}

  /**
   * @param retryAfter the header's text, empty when there was none
   * @param model whether the request named or needed a model
   */
  static Rejection of(int status, String retryAfter, byte[] body, boolean model) {
    Told told = Told.of(body);
    return switch (status) {
      case 401, 403 -> // its words are not repeated: they may quote the key
          ErrorCode.UPSTREAM_UNAUTHORIZED.reject(
              "the upstream answered " + status + ": it does not accept the credentials");
      case 404 ->
          model && told.ofModel()
              ? told.in(ErrorCode.MODEL_UNKNOWN, status)
              : notTheApi("the upstream answered 404: it has no such path");
      case 408, 504 -> told.in(ErrorCode.UPSTREAM_TIMEOUT, status);
      case 429 -> told.in(ErrorCode.UPSTREAM_RATE_LIMITED, status).withRemedy(waiting(retryAfter));
      default -> {
        if (status >= 500) {
          Rejection failed =
              told.in(
                  told.tooLong() ? ErrorCode.CONTEXT_TOO_LONG : ErrorCode.UPSTREAM_FAILED, status);
          yield retryAfter.isEmpty() || told.tooLong()
              ? failed
              : failed.withRemedy(waiting(retryAfter));
        }
        yield status >= 400 ? told.in(told.refusal(model), status) : unexpected(status);
      }
    };
  }

  /** An error that came with a status of 200. */
  static Rejection inReply(JsonNode reply) {
    return Told.of(reply).in(ErrorCode.UPSTREAM_FAILED, 0);
  }

  /** An error that came inside a stream that had begun well. */
  static Rejection inStream(JsonNode chunk) {
    Told told = Told.of(chunk);
    if (told.tooLong()) {
      return told.in(ErrorCode.CONTEXT_TOO_LONG, 200);
    }
    return told.in(
        told.rateLimited() ? ErrorCode.UPSTREAM_RATE_LIMITED : ErrorCode.UPSTREAM_FAILED, 200);
  }

  static Rejection notTheApi(String message) {
    return ErrorCode.UPSTREAM_INVALID
        .reject(message)
        .withRemedy("Check that baseUrl is the API's own address, usually ending in /v1");
  }

  private static Rejection unexpected(int status) {
    return notTheApi("the upstream answered " + status + ", which this API does not use");
  }

  private static String waiting(String retryAfter) {
    boolean seconds =
        !retryAfter.isEmpty()
            && retryAfter.length() < 7
            && retryAfter.chars().allMatch(c -> c >= '0' && c <= '9');
    return seconds
        ? "Wait " + Integer.parseInt(retryAfter) + " s, then try again"
        : ErrorCode.UPSTREAM_RATE_LIMITED.remedy();
  }

  /** What an error body says, as far as it is an error as an API words it. */
  private record Told(String words, String kind) {

    static Told of(byte[] body) {
      try {
        return of(Json.parse(body));
      } catch (RejectedException e) {
        return of(MissingNode.getInstance());
      }
    }

    static Told of(JsonNode document) {
      JsonNode error = document.has("error") ? document.get("error") : document;
      String words = error.isTextual() ? error.asText() : "";
      for (String name : List.of("message", "detail", "error")) {
        if (words.isEmpty() && error.path(name).isTextual()) {
          words = error.path(name).asText();
        }
      }
      String kind = error.path("code").asText("") + " " + error.path("type").asText("");
      return new Told(words, kind);
    }

    private String all() {
      return (kind + " " + words).toLowerCase(Locale.ROOT);
    }

    boolean tooLong() {
      return TOO_LONG.stream().anyMatch(all()::contains);
    }

    boolean ofModel() {
      return all().contains("model");
    }

    boolean rateLimited() {
      return all().contains("rate_limit") || kind.contains("429");
    }

    ErrorCode refusal(boolean model) {
      if (tooLong()) {
        return ErrorCode.CONTEXT_TOO_LONG;
      }
      boolean unknown = ofModel() && NO_MODEL.stream().anyMatch(all()::contains);
      return model && unknown ? ErrorCode.MODEL_UNKNOWN : ErrorCode.UPSTREAM_REFUSED;
    }

    Rejection in(ErrorCode code, int status) {
      String said = words.isEmpty() ? "" : ": " + Quotes.of(words);
      String how =
          switch (status) {
            case 0 -> "answered with an error";
            case 200 -> "ended its stream with an error";
            default -> "answered " + status;
          };
      return code.reject("the upstream " + how + said);
    }
  }
}
