package io.kaicd.node;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;

/** Pekko HTTP answering a constant, and nothing else: the floor that a call stands on. */
final class BareServer {
  private BareServer() {}

  public static void main(String[] args) {
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(),
            "bare",
            ConfigFactory.parseString("pekko.loglevel=WARNING")
                .withFallback(ConfigFactory.defaultReference()));
    CompletionStage<HttpResponse> reply =
        CompletableFuture.completedFuture(
            HttpResponse.create()
                .withEntity(
                    HttpEntities.create(
                        ContentTypes.APPLICATION_JSON,
                        "{\"text\":\"the quick brown fox jumps over the lazy dog\",\"times\":3}")));
    Function<HttpRequest, CompletionStage<HttpResponse>> answer =
        request -> {
          var _ = request.discardEntityBytes(system);
          return reply;
        };
    Http.get(system)
        .newServerAt("127.0.0.1", Integer.parseInt(args[0]))
        .bind(answer)
        .toCompletableFuture()
        .join();
  }
}
