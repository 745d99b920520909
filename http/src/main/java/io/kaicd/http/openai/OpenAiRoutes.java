package io.kaicd.http.openai;

import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.House;
import io.kaicd.http.reply.CallHeaders;
import io.kaicd.http.stream.EventReplies;
import java.util.ArrayList;
import java.util.List;

/** All of OpenAI's dialect. */
public final class OpenAiRoutes {
  private OpenAiRoutes() {}

  /** The most bytes a request for an operation of a capability may have. */
  @FunctionalInterface
  public interface Limits {
    int of(String capability, String operation);
  }

  public static List<Endpoint> endpoints(
      House house, Limits limits, CallHeaders headers, EventReplies events) {
    List<Endpoint> all = new ArrayList<>();
    all.add(
        new ChatRoutes(
                house.calls(),
                ForeignFields.of(house.contracts(), "llm_chat", "chat"),
                headers,
                events)
            .endpoint(limits.of("llm_chat", "chat")));
    all.add(
        new EmbeddingRoutes(
                house.calls(), ForeignFields.of(house.contracts(), "embedding", "embed"), headers)
            .endpoint(limits.of("embedding", "embed")));
    all.addAll(new ModelRoutes(house.registry()).endpoints());
    return all;
  }
}
