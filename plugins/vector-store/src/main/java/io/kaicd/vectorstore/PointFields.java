package io.kaicd.vectorstore;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FloatDocValuesField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;

/**
 * A point as Lucene holds it. Ids and payloads are doc values and not stored fields: those are
 * compressed in blocks, and ten hits of a query would unpack ten blocks.
 */
final class PointFields {
  static final String ID = "id";
  static final String VECTOR = "vector";
  static final String PAYLOAD = "payload";

  /** The length that a vector came with, where it is held at length 1. */
  static final String LENGTH = "length";

  private PointFields() {}

  static Term idTerm(BytesRef id) {
    return new Term(ID, id);
  }

  static Document document(
      BytesRef id, PreparedVector vector, Distance distance, JsonNode payload) {
    Document document = new Document();
    document.add(new StringField(ID, id, Field.Store.NO));
    document.add(new BinaryDocValuesField(ID, id));
    document.add(new KnnFloatVectorField(VECTOR, vector.values(), distance.similarity()));
    if (vector.length() != 1f) {
      document.add(new FloatDocValuesField(LENGTH, vector.length()));
    }
    if (payload.isObject()) {
      document.add(new BinaryDocValuesField(PAYLOAD, new BytesRef(Json.bytes(payload))));
      PayloadFields.add(payload, document);
    }
    return document;
  }
}
