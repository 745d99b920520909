package io.kaicd.http;

import io.kaicd.contract.audit.Audit;
import io.kaicd.http.connection.BodyReader;
import io.kaicd.http.connection.ConnectionStage;
import io.kaicd.http.connection.Connections;
import io.kaicd.http.connection.Reception;
import io.kaicd.http.connection.Transport;
import io.kaicd.http.endpoint.EndpointTable;
import io.kaicd.http.endpoint.House;
import io.kaicd.http.gate.Addresses;
import io.kaicd.http.gate.Gate;
import io.kaicd.http.gate.KeyRing;
import io.kaicd.http.resource.HealthRoutes;
import io.kaicd.http.resource.OperationIndex;
import io.kaicd.http.settings.HttpSettings;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * The node's HTTP server. It is bound first and answers {@code /health}; all else is 503 until it
 * is handed its {@link House} and that is ready.
 */
public final class FrontDoor {
  private final HttpSettings settings;
  private final Connections connections;
  private final ServerBinding binding;
  private final Gate gate;
  private final BodyReader bodies;
  private volatile Reception reception;

  private FrontDoor(
      HttpSettings settings,
      Connections connections,
      ServerBinding binding,
      Gate gate,
      BodyReader bodies) {
    this.settings = settings;
    this.connections = connections;
    this.binding = binding;
    this.gate = gate;
    this.bodies = bodies;
    BooleanSupplier notYet = () -> false;
    this.reception =
        doorkeeper(
            new EndpointTable(HealthRoutes.endpoints(notYet)),
            notYet,
            OperationIndex.EMPTY,
            Audit.NONE);
  }

  /**
   * Binds it.
   *
   * @param transport what every connection goes through
   * @param host a name or an address
   * @param port 0 for any free one
   * @return fails when the address cannot be bound
   */
  public static CompletionStage<FrontDoor> start(
      ClassicActorSystemProvider system,
      HttpSettings settings,
      Transport transport,
      String host,
      int port,
      KeyRing keys) {
    Connections connections = new Connections(settings.connections());
    Materializer materializer = SystemMaterializer.get(system).materializer();
    CompletableFuture<FrontDoor> opened = new CompletableFuture<>();
    Reception reception = exchange -> opened.join().reception.receive(exchange);
    return transport
        .on(Http.get(system).newServerAt(host, port).withSettings(settings.server()))
        .connectionSource()
        // a connection that comes in this instant waits for the lines below, which do not block
        .mapAsync(1, connection -> opened.thenApply(door -> connection))
        .to(
            Sink.foreach(
                connection ->
                    ConnectionStage.serve(
                        connection, connections, reception, settings.connections(), materializer)))
        .run(materializer)
        .thenApply(
            binding -> {
              InetSocketAddress bound = binding.localAddress();
              // "all addresses" is a place to listen at, and no name to be called by
              String name = bound.getAddress().isAnyLocalAddress() ? "localhost" : host;
              Gate gate =
                  new Gate(
                      new Addresses(transport, name, bound.getPort(), settings.allowedHosts()),
                      Set.copyOf(settings.allowedOrigins()),
                      keys);
              BodyReader bodies = new BodyReader(settings.connections(), materializer);
              FrontDoor door = new FrontDoor(settings, connections, binding, gate, bodies);
              opened.complete(door);
              return door;
            });
  }

  public InetSocketAddress address() {
    return binding.localAddress();
  }

  /** Hands it what stands behind it. From now on {@link House#ready()} decides. */
  public void open(House house) {
    OperationIndex operations = OperationIndex.of(house.contracts());
    reception =
        doorkeeper(
            Endpoints.of(house, settings, operations), house.ready(), operations, house.audit());
  }

  private Doorkeeper doorkeeper(
      EndpointTable table, BooleanSupplier ready, OperationIndex operations, Audit audit) {
    return new Doorkeeper(
        gate, table, ready, operations, bodies, settings.bodyLimit(), new Denials(audit));
  }

  /** How many connections are open. */
  public int connections() {
    return connections.count();
  }

  /**
   * Takes no more connections, closes idle ones, and gives requests under way the shutdown grace.
   *
   * @return completes when no connection is open
   */
  public CompletionStage<Void> stop() {
    return binding
        .unbind()
        .thenCompose(done -> connections.stop(settings.connections().shutdownGrace()));
  }
}
