package io.kaicd.http.resource;

import static io.kaicd.http.endpoint.Method.DELETE;
import static io.kaicd.http.endpoint.Method.GET;
import static io.kaicd.http.endpoint.Method.POST;
import static io.kaicd.http.endpoint.Method.PUT;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.egress.EgressLog;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.Registry;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.contract.registry.WriteResult;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Docs.Says;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.endpoint.PathTemplate;
import io.kaicd.http.reply.Problems;
import io.kaicd.http.reply.Replies;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.scaladsl.model.HttpResponse;

/** Services: what the owner wants, and what the node says of it. */
final class ServiceRoutes {
  private static final PathTemplate ONE = PathTemplate.of("/api/v1/services/{service}");
  private static final int LONGEST_REASON = 300;
  private static final String NONE = "no such service";

  private final Registry registry;
  private final EgressLog egress;
  private final Pages pages;
  private final int bodyLimit;

  ServiceRoutes(Registry registry, EgressLog egress, Pages pages, int bodyLimit) {
    this.registry = registry;
    this.egress = egress;
    this.pages = pages;
    this.bodyLimit = bodyLimit;
  }

  List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            GET,
            PathTemplate.of("/api/v1/services"),
            Access.READ,
            BodyRule.NONE,
            Set.of("capability", "contract", "trait", "role", "phase", Pages.LIMIT, Pages.CURSOR),
            Problems.DIALECT,
            docs("listServices", "Services, by what they can do and need", "", "ServiceList"),
            this::list),
        new Endpoint(
            GET,
            ONE,
            Access.READ,
            BodyRule.NONE,
            Set.of(),
            Problems.DIALECT,
            docs("getService", "A service and how it is", "", "ServiceView").saying(Says.ETAG),
            this::show),
        new Endpoint(
            GET,
            PathTemplate.of("/api/v1/services/{service}/egress"),
            Access.READ,
            BodyRule.NONE,
            Set.of(),
            Problems.DIALECT,
            docs(
                "getServiceEgress",
                "Where its requests went from this node, and for whom, since the node started",
                "",
                "EgressList"),
            this::egress),
        new Endpoint(
            PUT,
            ONE,
            Access.CONFIG,
            new BodyRule.Json(bodyLimit, false),
            Set.of("dryRun"),
            Problems.DIALECT,
            docs("putService", "Make or change a service", "Service", "ServiceView")
                .saying(Says.GUARDED, Says.ETAG, Says.MAY_MAKE),
            exchange ->
                write(exchange, new RegistryWrite.PutService(id(exchange), exchange.body()))),
        new Endpoint(
            DELETE,
            ONE,
            Access.CONFIG,
            BodyRule.NONE,
            Set.of("dryRun"),
            Problems.DIALECT,
            docs("deleteService", "Remove a service", "", "").saying(Says.GUARDED),
            exchange -> write(exchange, new RegistryWrite.RemoveService(id(exchange)))),
        new Endpoint(
            POST,
            PathTemplate.of("/api/v1/services/{service}/release"),
            Access.CONFIG,
            BodyRule.NONE,
            Set.of("dryRun"),
            Problems.DIALECT,
            docs("releaseService", "Let a service out of quarantine", "", "ServiceView")
                .saying(Says.GUARDED, Says.ETAG),
            exchange -> write(exchange, new RegistryWrite.ReleaseService(id(exchange)))),
        new Endpoint(
            POST,
            PathTemplate.of("/api/v1/services/{service}/quarantine"),
            Access.CONFIG,
            new BodyRule.Json(bodyLimit, true),
            Set.of("dryRun"),
            Problems.DIALECT,
            docs("quarantineService", "Put a service into quarantine", "Reason", "ServiceView")
                .saying(Says.GUARDED, Says.ETAG),
            exchange ->
                write(
                    exchange,
                    new RegistryWrite.QuarantineService(id(exchange), reason(exchange)))));
  }

  private static Docs docs(String id, String summary, String request, String reply) {
    return new Docs(id, "services", summary, request, reply);
  }

  private static String id(Exchange exchange) {
    return PathNames.id(exchange.parameter(0));
  }

  private static String reason(Exchange exchange) {
    var body = exchange.body();
    var given = body.path("reason");
    boolean fits =
        body.isObject()
            && body.size() == (body.has("reason") ? 1 : 0)
            && (given.isMissingNode() || given.isTextual());
    if (!fits || given.asText().length() > LONGEST_REASON) {
      throw ErrorCode.INPUT_INVALID
          .reject("the body is no reason")
          .withRemedy("Send {\"reason\": \"...\"} of at most " + LONGEST_REASON + " characters")
          .asException();
    }
    return given.asText("").isBlank() ? "by " + exchange.caller().id() : given.asText();
  }

  private CompletionStage<HttpResponse> list(Exchange exchange) {
    ServiceFilter filter = ServiceFilter.of(exchange.query());
    List<ServiceView> found =
        registry.view().services().values().stream().filter(filter::accepts).toList();
    return Replies.json(pages.page(found, ServiceView::id, Shapes::service, exchange.query()));
  }

  private ServiceView service(String id, String otherwise) {
    ServiceView service = registry.view().service(id);
    if (service == null) {
      throw ErrorCode.SERVICE_UNKNOWN.reject(otherwise).asException();
    }
    return service;
  }

  private CompletionStage<HttpResponse> egress(Exchange exchange) {
    String id = id(exchange);
    ServiceView service = service(id, NONE);
    ObjectNode node = Json.shared().createObjectNode().put("inHouse", service.inHouse());
    node.set("items", Json.shared().valueToTree(egress.of(id)));
    return Replies.json(node);
  }

  private CompletionStage<HttpResponse> show(Exchange exchange) {
    ServiceView service = service(id(exchange), NONE);
    return show(200, service, service.generation(), List.of());
  }

  /**
   * @param generation which one the asker knows from now on: his own, be it that there is a newer
   */
  private static CompletionStage<HttpResponse> show(
      int status, ServiceView service, long generation, List<String> notes) {
    var headers = Replies.with(Replies.SHARED, Replies.header("ETag", "\"" + generation + "\""));
    return Replies.done(
        Replies.json(status, Notes.on(headers, notes), Json.bytes(Shapes.service(service))));
  }

  private CompletionStage<HttpResponse> write(Exchange exchange, RegistryWrite write) {
    boolean dryRun = exchange.query().flag("dryRun");
    var precondition = Preconditions.of(exchange.head());
    return registry
        .write(write, new WriteOptions(exchange.caller(), precondition, dryRun))
        .thenCompose(
            result ->
                switch (result) {
                  case WriteResult.Written written when dryRun ->
                      Replies.json(Shapes.dryRun(written));
                  case WriteResult.Written _ when write instanceof RegistryWrite.RemoveService ->
                      Replies.nothing();
                  case WriteResult.Written written ->
                      show(
                          written.created() ? 201 : 200,
                          service(exchange.parameter(0), "it was made, and removed since"),
                          written.generation(),
                          written.notes());
                  case WriteResult.Refused(var rejection) -> throw rejection.asException();
                });
  }
}
