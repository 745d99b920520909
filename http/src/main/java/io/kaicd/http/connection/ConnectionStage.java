package io.kaicd.http.connection;

import io.kaicd.http.settings.ConnectionSettings;
import org.apache.pekko.http.javadsl.IncomingConnection;
import org.apache.pekko.http.scaladsl.model.HttpRequest;
import org.apache.pekko.http.scaladsl.model.HttpResponse;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/**
 * Serves one connection: one request at a time, in order. It reads on while it answers, since only
 * so is it seen that the client has left.
 */
public final class ConnectionStage extends GraphStage<FlowShape<HttpRequest, HttpResponse>> {
  final Inlet<HttpRequest> in = Inlet.create("Connection.requests");
  final Outlet<HttpResponse> out = Outlet.create("Connection.responses");
  private final FlowShape<HttpRequest, HttpResponse> shape = FlowShape.of(in, out);
  private final Connections.Seat seat;
  private final Reception reception;
  private final ConnectionSettings settings;

  private ConnectionStage(Connections.Seat seat, Reception reception, ConnectionSettings settings) {
    this.seat = seat;
    this.reception = reception;
    this.settings = settings;
  }

  /** Serves a connection, or cuts it off when there are too many. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // Pekko's requests and responses are the Scala ones
  public static void serve(
      IncomingConnection connection,
      Connections connections,
      Reception reception,
      ConnectionSettings settings,
      Materializer materializer) {
    var seat = connections.admit(connection.remoteAddress().getAddress());
    Flow flow =
        seat == null
            ? Flow.fromSinkAndSource(Sink.cancelled(), Source.failed(ConnectionLogic.cutOff()))
            : Flow.fromGraph(new ConnectionStage(seat, reception, settings));
    connection.handleWith(flow, materializer);
  }

  @Override
  public FlowShape<HttpRequest, HttpResponse> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new ConnectionLogic(this, seat, reception, settings);
  }
}
