package io.kaicd.vectorstore;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;

/**
 * A vector of 32-bit floats, ready for the index.
 *
 * @param values at length 1 where the distance is the cosine
 * @param length by which the values were divided
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record PreparedVector(float[] values, float length) {
  /** Two such vectors have a product and a squared distance that are finite in 32 bits. */
  private static final double LONGEST = 1e18;

  /** A vector this close to length 1 is left as it came. */
  private static final double UNIT = 1e-6;

  /**
   * @param pointer where the vector stands in the input
   * @throws RejectedException {@code vector.dimension}, or {@code input.invalid} for a vector that
   *     32-bit floats cannot hold or that has no direction
   */
  static PreparedVector of(JsonNode json, CollectionSpec spec, String pointer) {
    int dimension = spec.dimension();
    if (json.size() != dimension) {
      throw wrongDimension(spec, json.size(), pointer);
    }
    float[] values = new float[dimension];
    double squares = 0;
    for (int i = 0; i < dimension; i++) {
      float value = (float) json.get(i).doubleValue();
      values[i] = value;
      squares += (double) value * value;
    }
    double length = Math.sqrt(squares);
    if (!(length <= LONGEST)) {
      throw invalid(pointer, "a length of at most 1e18", "is too long for 32-bit floats");
    }
    if (spec.distance() != Distance.COSINE || Math.abs(length - 1) <= UNIT) {
      return new PreparedVector(values, 1f);
    }
    if (length == 0) {
      throw invalid(pointer, "a number that is not 0", "has length 0, so it has no cosine");
    }
    for (int i = 0; i < dimension; i++) {
      values[i] = (float) (values[i] / length);
    }
    return new PreparedVector(values, (float) length);
  }

  private static RejectedException wrongDimension(CollectionSpec spec, int size, String pointer) {
    return ErrorCode.VECTOR_DIMENSION
        .reject(
            pointer
                + " has "
                + size
                + " numbers; collection "
                + spec.name()
                + " has dimension "
                + spec.dimension())
        .withFault(
            new Fault(pointer, "dimension", String.valueOf(spec.dimension()), String.valueOf(size)))
        .asException();
  }

  private static RejectedException invalid(String pointer, String wanted, String problem) {
    return ErrorCode.INPUT_INVALID
        .reject(pointer + " " + problem)
        .withFault(new Fault(pointer, "vector", wanted, "array"))
        .asException();
  }
}
