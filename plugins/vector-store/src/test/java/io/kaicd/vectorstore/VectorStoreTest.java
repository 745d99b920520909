package io.kaicd.vectorstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorStoreTest {
  @TempDir Path folder;
  private Replica store;

  @BeforeEach
  void open() {
    store = new Replica(folder);
    store.call(
        "create_collection", "{\"collection\":\"notes\",\"dimension\":3,\"distance\":\"cosine\"}");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    store = new Replica(folder);
  }

  private JsonNode upsert(String points) {
    return store.call("upsert", "{\"collection\":\"notes\",\"points\":" + points + "}");
  }

  private List<String> ids(String query) {
    return store
        .call("query", query)
        .get("points")
        .valueStream()
        .map(p -> p.get("id").toString())
        .toList();
  }

  @Test
  void aPointComesBackAsItWasGivenAlsoAfterARestart() {
    // Given
    String payload =
        "{\"text\":\"grüße 🚀\",\"deep\":{\"list\":[1,2.5,true,null,\"x\"]},\"n\":12345678901234567890}";
    upsert(
        "[{\"id\":\"a\",\"vector\":[3,4,0],\"payload\":"
            + payload
            + "},{\"id\":\"b\",\"vector\":[0,0,2]}]");
    // When
    reopen();
    JsonNode reply =
        store.call(
            "query",
            "{\"collection\":\"notes\",\"vector\":[1,0,0],\"limit\":1,\"withVector\":true}");
    // Then
    JsonNode point = reply.at("/points/0");
    assertThat(point.get("payload")).isEqualTo(Json.parse(payload));
    assertThat(point.get("score").floatValue()).isCloseTo(0.6f, within(1e-6f));
    assertThat(point.at("/vector/0").floatValue()).isCloseTo(3f, within(1e-6f));
    assertThat(point.at("/vector/1").floatValue()).isCloseTo(4f, within(1e-6f));
    assertThat(reply.get("points")).hasSize(1);
  }

  @Test
  void aPayloadIsLeftOutWhenThereIsNoneOrNoneIsWanted() {
    // Given
    upsert("[{\"id\":1,\"vector\":[1,0,0],\"payload\":{}},{\"id\":2,\"vector\":[0,1,0]}]");
    // When
    JsonNode with = store.call("query", "{\"collection\":\"notes\",\"vector\":[1,0.1,0]}");
    JsonNode without =
        store.call(
            "query", "{\"collection\":\"notes\",\"vector\":[1,0.1,0],\"withPayload\":false}");
    // Then
    assertThat(with.at("/points/0").has("payload")).isTrue();
    assertThat(with.at("/points/1").has("payload")).isFalse();
    assertThat(without.at("/points/0").has("payload")).isFalse();
    assertThat(with.at("/points/0").has("vector")).isFalse();
  }

  @Test
  void anUpsertReplacesByIdAndTheLastOfABatchWins() {
    // When
    assertThat(
            upsert(
                    "[{\"id\":\"a\",\"vector\":[1,0,0],\"payload\":{\"v\":1}},{\"id\":\"a\",\"vector\":[0,1,0],\"payload\":{\"v\":2}}]")
                .get("upserted")
                .asInt())
        .isEqualTo(1);
    upsert("[{\"id\":\"b\",\"vector\":[1,0,0]}]");
    upsert("[{\"id\":\"b\",\"vector\":[0,0,1]}]");
    // Then
    JsonNode reply = store.call("query", "{\"collection\":\"notes\",\"vector\":[0,1,0]}");
    assertThat(reply.get("points")).hasSize(2);
    assertThat(reply.at("/points/0/payload/v").asInt()).isEqualTo(2);
    assertThat(store.call("list_collections", "{}").at("/collections/0/points").asInt())
        .isEqualTo(2);
  }

  @Test
  void idsOfEachKindStayApart() {
    // When
    upsert(
        "[{\"id\":7,\"vector\":[1,0,0]},{\"id\":\"7\",\"vector\":[0,1,0]},"
            + "{\"id\":18446744073709551615,\"vector\":[0,0,1]},{\"id\":9223372036854775808,\"vector\":[1,1,1]}]");
    // Then
    assertThat(ids("{\"collection\":\"notes\",\"vector\":[0,1,0]}"))
        .containsExactlyInAnyOrder("7", "\"7\"", "18446744073709551615", "9223372036854775808");
    assertThat(
            store
                .call("delete", "{\"collection\":\"notes\",\"ids\":[7,18446744073709551615]}")
                .get("deleted")
                .asInt())
        .isEqualTo(2);
    assertThat(ids("{\"collection\":\"notes\",\"vector\":[0,1,0]}"))
        .containsExactly("\"7\"", "9223372036854775808");
  }

  @Test
  void aBatchWithAWrongDimensionIsRefusedWhole() {
    // When
    var refusal =
        store.refusal(
            "upsert",
            "{\"collection\":\"notes\",\"points\":[{\"id\":1,\"vector\":[1,0,0]},{\"id\":2,\"vector\":[1,0]}]}");
    // Then
    assertThat(refusal.code()).isEqualTo(ErrorCode.VECTOR_DIMENSION);
    assertThat(refusal.faults().getFirst().pointer()).isEqualTo("/points/1/vector");
    assertThat(ids("{\"collection\":\"notes\",\"vector\":[0,1,0]}")).isEmpty();
    assertThat(store.refusal("query", "{\"collection\":\"notes\",\"vector\":[1]}").code())
        .isEqualTo(ErrorCode.VECTOR_DIMENSION);
  }

  @Test
  void vectorsThatCannotBeHeldAreRefused() {
    for (String vector : List.of("[0,0,0]", "[1e39,0,0]", "[1e19,0,0]", "[1e-300,0,0]")) {
      // When
      var refusal =
          store.refusal(
              "upsert",
              "{\"collection\":\"notes\",\"points\":[{\"id\":1,\"vector\":" + vector + "}]}");
      // Then
      assertThat(refusal.code()).as(vector).isEqualTo(ErrorCode.INPUT_INVALID);
      assertThat(refusal.message()).contains("/points/0/vector");
    }
    assertThat(store.refusal("query", "{\"collection\":\"notes\",\"vector\":[0,0,0]}").code())
        .isEqualTo(ErrorCode.INPUT_INVALID);
  }

  @Test
  void idsThatCannotBeHeldAreRefused() {
    for (String id : List.of("ä".repeat(129), "\\ud800", "\\ud800ä")) {
      // When
      var refusal =
          store.refusal(
              "upsert",
              "{\"collection\":\"notes\",\"points\":[{\"id\":\"" + id + "\",\"vector\":[1,0,0]}]}");
      // Then
      assertThat(refusal.code()).isEqualTo(ErrorCode.INPUT_INVALID);
    }
    assertThat(
            upsert("[{\"id\":\"" + "ä".repeat(128) + "\",\"vector\":[1,0,0]}]")
                .get("upserted")
                .asInt())
        .isEqualTo(1);
  }

  @Test
  void scoresAreWhatTheContractSays() {
    // Given
    for (String distance : List.of("dot", "euclid")) {
      store.call(
          "create_collection",
          "{\"collection\":\""
              + distance
              + "\",\"dimension\":2,\"distance\":\""
              + distance
              + "\"}");
      store.call(
          "upsert",
          "{\"collection\":\""
              + distance
              + "\",\"points\":[{\"id\":1,\"vector\":[3,4]},{\"id\":2,\"vector\":[-3,-4]},{\"id\":3,\"vector\":[0.0001,0]}]}");
    }
    // When
    JsonNode dot = store.call("query", "{\"collection\":\"dot\",\"vector\":[2,0]}").get("points");
    JsonNode euclid =
        store.call("query", "{\"collection\":\"euclid\",\"vector\":[0,0]}").get("points");
    // Then
    assertThat(dot.valueStream().map(p -> p.get("score").floatValue()))
        .containsExactly(6f, 0.0002f, -6f);
    assertThat(euclid.valueStream().map(p -> p.get("score").floatValue()))
        .containsExactly(0.0001f, 5f, 5f);
  }

  @Test
  void deleteCountsWhatWasThere() {
    // Given
    upsert(
        "[{\"id\":1,\"vector\":[1,0,0],\"payload\":{\"k\":\"x\"}},{\"id\":2,\"vector\":[1,0,0],\"payload\":{\"k\":\"x\"}},"
            + "{\"id\":3,\"vector\":[1,0,0],\"payload\":{\"k\":\"y\"}}]");
    // When, then
    assertThat(
            store
                .call("delete", "{\"collection\":\"notes\",\"ids\":[1,1,99,\"1\"]}")
                .get("deleted")
                .asInt())
        .isEqualTo(1);
    assertThat(
            store
                .call(
                    "delete",
                    "{\"collection\":\"notes\",\"filter\":{\"must\":[{\"key\":\"k\",\"match\":{\"value\":\"x\"}}]}}")
                .get("deleted")
                .asInt())
        .isEqualTo(1);
    assertThat(
            store.call("delete", "{\"collection\":\"notes\",\"ids\":[2]}").get("deleted").asInt())
        .isZero();
    assertThat(ids("{\"collection\":\"notes\",\"vector\":[1,0,0]}")).containsExactly("3");
  }

  @Test
  void unknownCollectionsAreNamed() {
    assertThat(store.refusal("query", "{\"collection\":\"none\",\"vector\":[1]}").code())
        .isEqualTo(ErrorCode.COLLECTION_UNKNOWN);
    assertThat(store.refusal("delete", "{\"collection\":\"none\",\"ids\":[1]}").code())
        .isEqualTo(ErrorCode.COLLECTION_UNKNOWN);
  }
}
