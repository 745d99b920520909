package io.kaicd.http.resource;

import static io.kaicd.http.endpoint.Method.GET;

import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.NodeView;
import io.kaicd.contract.registry.Registry;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.PathTemplate;
import io.kaicd.http.reply.Problems;
import io.kaicd.http.reply.Replies;
import java.util.List;
import java.util.Set;

/** The nodes of the cluster, as this one sees them. */
final class NodeRoutes {
  private NodeRoutes() {}

  static List<Endpoint> endpoints(Registry registry, Pages pages) {
    return List.of(
        new Endpoint(
            GET,
            PathTemplate.of("/api/v1/nodes"),
            Access.READ,
            BodyRule.NONE,
            Set.of(Pages.LIMIT, Pages.CURSOR),
            Problems.DIALECT,
            new Docs("listNodes", "nodes", "The nodes of the cluster", "", "NodeList"),
            exchange ->
                Replies.json(
                    pages.page(
                        List.copyOf(registry.view().nodes().values()),
                        NodeView::id,
                        node -> Json.shared().valueToTree(node),
                        exchange.query()))));
  }
}
