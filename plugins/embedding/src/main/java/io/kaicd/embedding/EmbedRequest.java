package io.kaicd.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code embed} was asked for.
 *
 * @param base64 whether vectors are written as text, not as numbers
 */
record EmbedRequest(List<String> texts, boolean base64) {

  /**
   * @throws io.kaicd.contract.error.RejectedException {@code model.unknown}, or {@code
   *     input.invalid} for other dimensions
   */
  static EmbedRequest of(JsonNode input) {
    if (!input.path("model").asText(Model.NAME).equals(Model.NAME)) {
      throw ErrorCode.MODEL_UNKNOWN
          .reject("this service has the model " + Model.NAME + " only")
          .asException();
    }
    JsonNode dimensions = input.path("dimensions");
    if (!dimensions.isMissingNode() && dimensions.doubleValue() != Model.DIMENSION) {
      throw ErrorCode.INPUT_INVALID
          .reject("the model's vectors have %d dimensions".formatted(Model.DIMENSION))
          .withRemedy("Leave 'dimensions' out")
          .withFault(
              new Fault("/dimensions", "const", Integer.toString(Model.DIMENSION), "another"))
          .asException();
    }
    return new EmbedRequest(
        texts(input.path("input")), input.path("encoding_format").asText("float").equals("base64"));
  }

  private static List<String> texts(JsonNode input) {
    if (input.isTextual()) {
      return List.of(input.textValue());
    }
    List<String> texts = new ArrayList<>(input.size());
    input.forEach(text -> texts.add(text.textValue()));
    return texts;
  }
}
