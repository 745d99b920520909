package io.kaicd.contract.capability;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.json.Json;
import java.lang.management.ManagementFactory;
import java.util.Random;

/**
 * How long a payload's validation takes, with and without {@link PlainItems}: microseconds and
 * bytes allocated a check. Run by hand: {@code java -cp ...
 * io.kaicd.contract.capability.ValidationBenchmark}.
 */
public final class ValidationBenchmark {
  private ValidationBenchmark() {}

  public static void main(String[] args) {
    JsonNode embedding = ContractCatalog.resource("/io/kaicd/contract/capabilities/embedding.json");
    JsonNode vectors =
        ContractCatalog.resource("/io/kaicd/contract/capabilities/vector_database.json");
    JsonNode chat = ContractCatalog.resource("/io/kaicd/contract/capabilities/llm_chat.json");
    compare("upsert 100 x 384", vectors, "Upsert", Json.parse(upsert()));
    compare(
        "query 384",
        vectors,
        "Query",
        Json.parse("{\"collection\":\"c\",\"vector\":" + vector() + "}"));
    compare("embedding reply 1 x 384", embedding, "EmbedReply", Json.parse(reply(1)));
    compare("embedding reply 100 x 384", embedding, "EmbedReply", Json.parse(reply(100)));
    compare(
        "chat request, small",
        chat,
        "ChatRequest",
        Json.parse("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"));
  }

  private static void compare(String name, JsonNode contract, String def, JsonNode value) {
    var schema = contract.deepCopy();
    ((com.fasterxml.jackson.databind.node.ObjectNode) schema)
        .removeAll()
        .put("$ref", "#/$defs/" + def)
        .set("$defs", contract.get("$defs"));
    measure(name + ", library", CompiledSchema.plain(schema), value);
    measure(name + ", fast", CompiledSchema.of(schema), value);
  }

  private static void measure(String name, CompiledSchema schema, JsonNode value) {
    if (!schema.check(value).isEmpty()) {
      throw new IllegalStateException(name + " is not valid: " + schema.check(value));
    }
    run(schema, value, 1_000_000_000L);
    double[] seen = run(schema, value, 1_500_000_000L);
    System.out.printf("%-36s %10.2f us %12.0f B%n", name, seen[0], seen[1]);
  }

  private static double[] run(CompiledSchema schema, JsonNode value, long nanos) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long begin = System.nanoTime();
    long rounds = 0;
    do {
      if (!schema.check(value).isEmpty()) {
        throw new IllegalStateException("not valid");
      }
      rounds++;
    } while (System.nanoTime() - begin < nanos);
    double micros = (System.nanoTime() - begin) / 1_000.0 / rounds;
    return new double[] {
      micros, (double) (threads.getCurrentThreadAllocatedBytes() - bytes) / rounds
    };
  }

  private static final Random RANDOM = new Random(1);

  private static String vector() {
    StringBuilder vector = new StringBuilder("[");
    for (int i = 0; i < 384; i++) {
      vector.append(i == 0 ? "" : ",").append(RANDOM.nextFloat());
    }
    return vector.append(']').toString();
  }

  private static String upsert() {
    StringBuilder points = new StringBuilder("{\"collection\":\"c\",\"points\":[");
    for (int i = 0; i < 100; i++) {
      points.append(i == 0 ? "" : ",");
      points.append("{\"id\":").append(i).append(",\"vector\":").append(vector()).append('}');
    }
    return points.append("]}").toString();
  }

  private static String reply(int texts) {
    StringBuilder data = new StringBuilder("{\"model\":\"m\",\"data\":[");
    for (int i = 0; i < texts; i++) {
      data.append(i == 0 ? "" : ",");
      data.append("{\"index\":").append(i).append(",\"embedding\":").append(vector()).append('}');
    }
    return data.append("]}").toString();
  }
}
