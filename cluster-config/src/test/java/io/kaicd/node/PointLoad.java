package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Points of a vector store: what a service keeps by itself, outside the journal. */
final class PointLoad implements Load {
  private static final int DIMENSION = 8;
  private static final int AT_ONCE = 1_000;

  private final Set<String> upserted = ConcurrentHashMap.newKeySet();
  private final AtomicInteger number = new AtomicInteger();

  @Override
  public void begin(Api api) throws IOException, InterruptedException {
    awaitReady(api);
    Api.Answer made =
        api.call(
            "vector_database",
            "create_collection",
            "{\"collection\":\"storm\",\"dimension\":8,\"distance\":\"dot\"}");
    assertThat(made.status()).as(made.toString()).isEqualTo(200);
  }

  private static void awaitReady(Api api) {
    await("vector store")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                api.get("/api/v1/services/vector-store")
                    .body()
                    .at("/status/phase")
                    .asText()
                    .equals("ready"));
  }

  @Override
  public List<Storm.Writer> writers() {
    return List.of(this::upsert, this::upsert);
  }

  private void upsert(Api api) throws IOException, InterruptedException {
    int n = number.incrementAndGet();
    StringBuilder vector = new StringBuilder();
    for (int i = 0; i < DIMENSION; i++) {
      vector.append(i == 0 ? "" : ",").append((n >> i & 1) + 0.5);
    }
    Api.Answer answer =
        api.call(
            "vector_database",
            "upsert",
            "{\"collection\":\"storm\",\"points\":[{\"id\":\"p%d\",\"vector\":[%s]}]}"
                .formatted(n, vector));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    upserted.add("p" + n);
  }

  /** No point is lost, and none is there but those that were asked for. */
  @Override
  public void prove(Api api) throws IOException, InterruptedException {
    awaitReady(api);
    JsonNode collections =
        api.call("vector_database", "list_collections", "{}").body().path("collections");
    long counted = collections.path(0).path("points").asLong();
    assertThat(counted).isBetween((long) upserted.size(), number.longValue());
  }

  @Override
  public void end(Api api) throws IOException, InterruptedException {
    for (List<String> ids : parts(new ArrayList<>(upserted))) {
      Api.Answer deleted =
          api.call(
              "vector_database",
              "delete",
              "{\"collection\":\"storm\",\"ids\":%s}".formatted(Json.text(ids)));
      assertThat(deleted.body().path("deleted").asInt()).isEqualTo(ids.size());
    }
  }

  private static List<List<String>> parts(List<String> all) {
    List<List<String>> parts = new ArrayList<>();
    for (int i = 0; i < all.size(); i += AT_ONCE) {
      parts.add(all.subList(i, Math.min(all.size(), i + AT_ONCE)));
    }
    return parts;
  }

  @Override
  public String counts() {
    return upserted.size() + " points";
  }
}
