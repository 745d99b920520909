package io.kaicd.vectorstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * A point's id as an index term: a tag that keeps 7 and "7" apart, then UTF-8 or 8 bytes, big end
 * first.
 */
final class PointId {
  static final int MOST_BYTES = 256;
  private static final byte STRING = 's';
  private static final byte INTEGER = 'i';

  private PointId() {}

  /** The term, or null for what cannot be an id: too long, a lone surrogate, past 64 bits. */
  static @Nullable BytesRef term(JsonNode id) {
    return id.isTextual() ? ofText(id.textValue()) : ofNumber(id);
  }

  private static @Nullable BytesRef ofText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    boolean ascii = utf8.length == text.length();
    if (utf8.length > MOST_BYTES
        || (!ascii && !StandardCharsets.UTF_8.newEncoder().canEncode(text))
        || (ascii && hasLoneSurrogate(text))) {
      return null;
    }
    byte[] term = new byte[utf8.length + 1];
    term[0] = STRING;
    System.arraycopy(utf8, 0, term, 1, utf8.length);
    return new BytesRef(term);
  }

  /** A lone surrogate becomes one byte, a question mark, and would pass for plain text. */
  private static boolean hasLoneSurrogate(String text) {
    return text.chars().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private static @Nullable BytesRef ofNumber(JsonNode id) {
    BigInteger value =
        id.canConvertToLong() && id.isIntegralNumber()
            ? BigInteger.valueOf(id.longValue())
            : id.decimalValue().toBigInteger();
    if (value.signum() < 0 || value.bitLength() > Long.SIZE) {
      return null;
    }
    byte[] term =
        ByteBuffer.allocate(1 + Long.BYTES).put(INTEGER).putLong(value.longValue()).array();
    return new BytesRef(term);
  }

  static JsonNode json(BytesRef term) {
    int start = term.offset + 1;
    if (term.bytes[term.offset] == STRING) {
      return TextNode.valueOf(
          new String(term.bytes, start, term.length - 1, StandardCharsets.UTF_8));
    }
    long value = ByteBuffer.wrap(term.bytes, start, Long.BYTES).getLong();
    return value >= 0
        ? LongNode.valueOf(value)
        : BigIntegerNode.valueOf(
            new BigInteger(1, Arrays.copyOfRange(term.bytes, start, start + Long.BYTES)));
  }
}
