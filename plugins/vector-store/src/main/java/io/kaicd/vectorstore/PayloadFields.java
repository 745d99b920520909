package io.kaicd.vectorstore;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.StringField;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;

/**
 * What a payload can be filtered by. Two fields hold the values of all keys, so that a collection
 * with many keys costs no more than one with few: {@link #TERMS} has a term for each key and value,
 * {@link #NUMBERS} a two-dimensional point of the key's hash and the number.
 */
final class PayloadFields {
  static final String TERMS = "terms";
  static final String NUMBERS = "numbers";

  /** As the contract's filter: longer keys cannot be asked for. */
  private static final int LONGEST_KEY = 256;

  private static final int LONGEST_VALUE = 256;

  private PayloadFields() {}

  static void add(JsonNode payload, Document document) {
    payload.properties().forEach(e -> walk(e.getKey(), e.getValue(), document));
  }

  private static void walk(String key, JsonNode value, Document document) {
    if (key.codePointCount(0, key.length()) > LONGEST_KEY) {
      return;
    }
    switch (value.getNodeType()) {
      case OBJECT ->
          value.properties().forEach(e -> walk(key + "." + e.getKey(), e.getValue(), document));
      case ARRAY -> value.forEach(element -> walk(key, element, document));
      case STRING, BOOLEAN -> document.add(term(key, value));
      case NUMBER -> {
        document.add(term(key, value));
        document.add(new LongPoint(NUMBERS, keyHash(key), sortable(value.doubleValue())));
      }
      case NULL, MISSING, BINARY, POJO -> {}
    }
  }

  private static Field term(String key, JsonNode value) {
    return new StringField(TERMS, termOf(key, value), Field.Store.NO);
  }

  /** The key's length, the key, a tag for the type, the value or, where that is long, its hash. */
  static BytesRef termOf(String key, JsonNode value) {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    byte[] valueBytes = text(value).getBytes(StandardCharsets.UTF_8);
    char tag = Character.toLowerCase(value.getNodeType().name().charAt(0));
    if (valueBytes.length > LONGEST_VALUE) {
      valueBytes = sha256(valueBytes);
      tag = '#';
    }
    byte[] term =
        ByteBuffer.allocate(Short.BYTES + keyBytes.length + 1 + valueBytes.length)
            .putShort((short) keyBytes.length)
            .put(keyBytes)
            .put((byte) tag)
            .put(valueBytes)
            .array();
    return new BytesRef(term);
  }

  /** Numbers that are equal have one text: 1, 1.0 and 1e0. */
  private static String text(JsonNode value) {
    if (!value.isNumber()) {
      return value.asText();
    }
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return Long.toString(value.longValue());
    }
    BigDecimal number = value.decimalValue().stripTrailingZeros();
    boolean fitsLong =
        number.scale() <= 0
            && number.precision() - number.scale() <= 19
            && number.toBigInteger().bitLength() < Long.SIZE;
    return fitsLong ? Long.toString(number.longValue()) : number.toString();
  }

  static long keyHash(String key) {
    return ByteBuffer.wrap(sha256(key.getBytes(StandardCharsets.UTF_8))).getLong();
  }

  /** Sorts as the number does; 0 and -0 are one. */
  static long sortable(double number) {
    return NumericUtils.doubleToSortableLong(number + 0.0);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
