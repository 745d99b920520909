package io.kaicd.http.resource;

import static io.kaicd.http.endpoint.Method.GET;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.PathTemplate;
import io.kaicd.http.reply.Problems;
import io.kaicd.http.reply.Replies;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Whether the node lives, and whether a call would be answered now. */
public final class HealthRoutes {
  private HealthRoutes() {}

  public static List<Endpoint> endpoints(BooleanSupplier ready) {
    return List.of(
        new Endpoint(
            GET,
            PathTemplate.of("/health/live"),
            Access.HEALTH,
            BodyRule.NONE,
            Set.of(),
            Problems.DIALECT,
            new Docs("live", "health", "Whether the node answers at all", "", "Health"),
            exchange -> Replies.json(Map.of("status", "live"))),
        new Endpoint(
            GET,
            PathTemplate.of("/health/ready"),
            Access.HEALTH,
            BodyRule.NONE,
            Set.of(),
            Problems.DIALECT,
            new Docs("ready", "health", "Whether a call would be answered", "", "Health"),
            exchange -> {
              if (!ready.getAsBoolean()) {
                throw ErrorCode.NODE_NOT_READY
                    .reject("the node is still starting")
                    .withRemedy("Ask again in a moment")
                    .asException();
              }
              return Replies.json(Map.of("status", "ready"));
            }));
  }
}
