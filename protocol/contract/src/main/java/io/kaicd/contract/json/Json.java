package io.kaicd.contract.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The one JSON mapper. What comes from outside is read strictly: one document, no duplicate keys,
 * at most {@value #MAX_DEPTH} levels, finite numbers only ({@code 1e400} would parse to Infinity).
 */
public final class Json {
  public static final int MAX_DEPTH = 64;
  private static final int MAX_NUMBER = 100;
  private static final int MAX_STRING = 64 * 1024 * 1024; // above every operation's request limit

  private static final ObjectMapper MAPPER = mapper(true);
  private static final ObjectMapper FORGETTING = mapper(false);

  private Json() {}

  /**
   * @param remembers whether buffers and the names of fields may be kept for the next document
   */
  private static ObjectMapper mapper(boolean remembers) {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING)
                    .maxNumberLength(MAX_NUMBER)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .recyclerPool(
                remembers ? JsonRecyclerPools.defaultPool() : JsonRecyclerPools.nonRecyclingPool())
            .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, remembers)
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, remembers)
            .build();
    return JsonMapper.builder(factory)
        .nodeFactory(new FiniteNodes())
        .addModule(new JavaTimeModule())
        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .build();
  }

  /** For records whose shape a schema has already checked; shared, so never reconfigured. */
  public static ObjectMapper shared() {
    return MAPPER;
  }

  /**
   * @throws RejectedException {@code request.malformed}, {@code input.too-deep} or {@code
   *     input.not-finite}; the message never quotes the input
   */
  public static JsonNode parse(byte[] utf8) {
    return parse(utf8, 0, utf8.length);
  }

  /** As {@link #parse(byte[])}, of a part of an array. */
  public static JsonNode parse(byte[] utf8, int offset, int length) {
    return parse(MAPPER, utf8, offset, length);
  }

  /** As {@link #parse(byte[])}, of what holds a secret: nothing of the parser's keeps any of it. */
  public static JsonNode parseSecret(byte[] utf8) {
    return parse(FORGETTING, utf8, 0, utf8.length);
  }

  private static JsonNode parse(ObjectMapper mapper, byte[] utf8, int offset, int length) {
    try (JsonParser parser = mapper.createParser(utf8, offset, length)) {
      JsonNode node = mapper.readTree(parser);
      if (node == null || node.isMissingNode()) {
        throw malformed("the body is empty", "Send one JSON document");
      }
      if (parser.nextToken() != null) {
        throw malformed("there is more after the JSON document", "Send one JSON document");
      }
      return node;
    } catch (NotFinite e) {
      throw new RejectedException(
          ErrorCode.INPUT_NOT_FINITE.reject("a number is too large for a 64-bit float"), e);
    } catch (StreamConstraintsException e) {
      throw constrained(e);
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      String where =
          at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      throw malformed("the body is not valid JSON" + where, "Check the body with a JSON parser");
    } catch (IOException e) {
      // Nothing is read but memory, so it is the bytes themselves.
      throw malformed("the body is not text in UTF-8", "Send JSON in UTF-8");
    }
  }

  private static RejectedException constrained(StreamConstraintsException e) {
    return e.getOriginalMessage().contains("nesting")
        ? new RejectedException(
            ErrorCode.INPUT_TOO_DEEP.reject("the body is nested deeper than " + MAX_DEPTH), e)
        : malformed(
            "a number, a name or a string in the body is too long",
            "Send numbers of at most " + MAX_NUMBER + " characters and shorter strings");
  }

  public static JsonNode parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String text(Object value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  private static RejectedException malformed(String message, String remedy) {
    return new RejectedException(ErrorCode.REQUEST_MALFORMED.reject(message).withRemedy(remedy));
  }

  private static final class NotFinite extends ArithmeticException {
    private static final long serialVersionUID = 1L;
  }

  private static final class FiniteNodes extends JsonNodeFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public NumericNode numberNode(double value) {
      if (!Double.isFinite(value)) {
        throw new NotFinite();
      }
      return super.numberNode(value);
    }
  }
}
