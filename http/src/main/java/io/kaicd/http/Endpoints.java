package io.kaicd.http;

import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.EndpointTable;
import io.kaicd.http.endpoint.House;
import io.kaicd.http.openai.OpenAiRoutes;
import io.kaicd.http.openapi.OpenApiRoute;
import io.kaicd.http.reply.CallHeaders;
import io.kaicd.http.resource.OperationIndex;
import io.kaicd.http.resource.Resources;
import io.kaicd.http.settings.HttpSettings;
import io.kaicd.http.stream.EventReplies;
import java.util.ArrayList;
import java.util.List;

/** The whole table. */
final class Endpoints {
  private Endpoints() {}

  static EndpointTable of(House house, HttpSettings settings, OperationIndex operations) {
    CallHeaders headers = new CallHeaders();
    EventReplies events =
        new EventReplies(headers, settings.streamPing(), settings.connections().writeDeadline());
    List<Endpoint> all =
        new ArrayList<>(Resources.endpoints(house, settings, operations, headers, events));
    all.addAll(
        OpenAiRoutes.endpoints(
            house,
            (capability, operation) ->
                operations.requestLimit(capability, operation, settings.bodyLimit()),
            headers,
            events));
    all.add(OpenApiRoute.endpoint(all, house.contracts()));
    return new EndpointTable(all);
  }
}
