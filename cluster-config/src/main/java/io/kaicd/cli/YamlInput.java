package io.kaicd.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * YAML as far as it is JSON in other clothes: one document, no duplicate keys, no anchors and
 * aliases (a few lines of which unfold to gigabytes), no tags, finite numbers.
 */
final class YamlInput {
  static final int MOST_BYTES = 4 * 1024 * 1024;
  private static final int DEEPEST = 50;

  private static final YAMLFactory FACTORY = factory();
  private static final ObjectReader READER =
      new YAMLMapper(FACTORY).reader().with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private YamlInput() {}

  private static YAMLFactory factory() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_BYTES);
    options.setNestingDepthLimit(DEEPEST);
    options.setAllowDuplicateKeys(false);
    return YAMLFactory.builder().loaderOptions(options).build();
  }

  /**
   * @throws RejectedException {@code request.malformed} and the like; the message names a line and
   *     never quotes the text
   */
  static JsonNode parse(byte[] utf8) {
    if (utf8.length > MOST_BYTES) {
      throw ErrorCode.REQUEST_TOO_LARGE
          .reject("the file is larger than %d bytes".formatted(MOST_BYTES))
          .asException();
    }
    String text = new String(utf8, StandardCharsets.UTF_8);
    try {
      plain(text);
      return READER.readTree(text);
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw malformed(
          "it is not valid YAML, or names a key twice", at == null ? 0 : at.getLineNr());
    } catch (IOException e) {
      throw malformed("it cannot be read", 0);
    }
  }

  /** Refuses what would be read as something else than it says. */
  private static void plain(String text) throws IOException {
    try (YAMLParser parser = FACTORY.createParser(text)) {
      Deque<Set<String>> keys = new ArrayDeque<>();
      int depth = 0;
      boolean any = false;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        int line = parser.currentTokenLocation().getLineNr();
        if (any && depth == 0) {
          throw malformed("there is more than one document", line);
        }
        any = true;
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
          throw malformed("anchors and aliases are not taken", line);
        }
        if (parser.getTypeId() != null) {
          throw malformed("tags are not taken", line);
        }
        switch (token) {
          case START_OBJECT, START_ARRAY -> {
            depth++;
            keys.push(new HashSet<>());
          }
          case END_OBJECT, END_ARRAY -> {
            depth--;
            keys.pop();
          }
          case FIELD_NAME -> {
            if (!keys.getFirst().add(parser.currentName())) {
              throw malformed("the key '" + shown(parser.currentName()) + "' stands twice", line);
            }
            if (parser.currentName().equals("<<")) {
              throw malformed("merge keys are not taken", line);
            }
          }
          case VALUE_NUMBER_FLOAT -> {
            if (!Double.isFinite(parser.getDoubleValue())) {
              throw new RejectedException(
                  ErrorCode.INPUT_NOT_FINITE.reject("line " + line + " has a number not finite"));
            }
          }
          default -> {}
        }
      }
      if (!any) {
        throw malformed("it is empty", 0);
      }
    }
  }

  private static String shown(String key) {
    String plain = key.replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() > 80 ? plain.substring(0, 80) + "..." : plain;
  }

  private static RejectedException malformed(String why, int line) {
    return ErrorCode.REQUEST_MALFORMED
        .reject(line > 0 ? why + ", at line " + line : why)
        .withRemedy("Write plain YAML: one document of mappings, lists, texts and numbers")
        .asException();
  }
}
