package io.kaicd.vectorstore;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.util.BytesRef;

/** The points of an upsert, checked and made into documents on the caller's thread. */
final class Points {
  private Points() {}

  /**
   * One document an id; of two points with one id the later one counts.
   *
   * @throws RejectedException for the first point that cannot be taken, named by its index
   */
  static Map<BytesRef, Document> read(JsonNode points, CollectionSpec spec) {
    Map<BytesRef, Document> documents = LinkedHashMap.newLinkedHashMap(points.size());
    for (int i = 0; i < points.size(); i++) {
      JsonNode point = points.get(i);
      String pointer = "/points/" + i;
      BytesRef id = PointId.term(point.required("id"));
      if (id == null) {
        throw badId(pointer + "/id");
      }
      PreparedVector vector =
          PreparedVector.of(point.required("vector"), spec, pointer + "/vector");
      documents.put(id, PointFields.document(id, vector, spec.distance(), point.path("payload")));
    }
    return documents;
  }

  private static RejectedException badId(String pointer) {
    String wanted = "at most " + PointId.MOST_BYTES + " bytes of UTF-8, or an integer of 64 bits";
    return ErrorCode.INPUT_INVALID
        .reject(pointer + " cannot be an id: it takes " + wanted)
        .withFault(new Fault(pointer, "id", wanted, ""))
        .asException();
  }
}
