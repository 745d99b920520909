package io.kaicd.http.resource;

import static io.kaicd.http.endpoint.Method.DELETE;
import static io.kaicd.http.endpoint.Method.GET;
import static io.kaicd.http.endpoint.Method.PUT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.InstalledDefinition;
import io.kaicd.contract.registry.Registry;
import io.kaicd.contract.registry.RegistryView;
import io.kaicd.contract.registry.RegistryWrite;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.contract.registry.WriteOptions;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.contract.registry.WriteResult;
import io.kaicd.contract.version.SemVer;
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

/** Service definitions: immutable once installed, several versions side by side. */
final class DefinitionRoutes {
  private static final PathTemplate ONE = PathTemplate.of("/api/v1/definitions/{id}/{version}");

  private final Registry registry;
  private final Pages pages;
  private final int bodyLimit;

  DefinitionRoutes(Registry registry, Pages pages, int bodyLimit) {
    this.registry = registry;
    this.pages = pages;
    this.bodyLimit = bodyLimit;
  }

  List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            GET,
            PathTemplate.of("/api/v1/definitions"),
            Access.READ,
            BodyRule.NONE,
            Set.of(Pages.LIMIT, Pages.CURSOR),
            Problems.DIALECT,
            docs("listDefinitions", "All installed definitions", "", "DefinitionList"),
            this::list),
        new Endpoint(
            GET,
            PathTemplate.of("/api/v1/definitions/{id}"),
            Access.READ,
            BodyRule.NONE,
            Set.of(),
            Problems.DIALECT,
            docs("getDefinitionVersions", "The versions of a definition", "", "DefinitionVersions"),
            this::versions),
        new Endpoint(
            GET,
            ONE,
            Access.READ,
            BodyRule.NONE,
            Set.of(),
            Problems.DIALECT,
            docs("getDefinition", "A definition's document", "", "ServiceDefinition")
                .saying(Says.ETAG),
            exchange -> document(200, id(exchange), version(exchange), List.of())),
        new Endpoint(
            PUT,
            ONE,
            Access.CONFIG,
            new BodyRule.Json(bodyLimit, false),
            Set.of("dryRun"),
            Problems.DIALECT,
            docs("putDefinition", "Install a definition", "ServiceDefinition", "ServiceDefinition")
                .saying(Says.ETAG, Says.MAY_MAKE),
            this::install),
        new Endpoint(
            DELETE,
            ONE,
            Access.CONFIG,
            BodyRule.NONE,
            Set.of("dryRun"),
            Problems.DIALECT,
            docs("deleteDefinition", "Remove a definition that no service uses", "", ""),
            this::remove));
  }

  private static Docs docs(String id, String summary, String request, String reply) {
    return new Docs(id, "definitions", summary, request, reply);
  }

  private static String id(Exchange exchange) {
    return PathNames.id(exchange.parameter(0));
  }

  private static SemVer version(Exchange exchange) {
    return PathNames.version(exchange.parameter(1), ErrorCode.DEFINITION_UNKNOWN);
  }

  private CompletionStage<HttpResponse> list(Exchange exchange) {
    List<InstalledDefinition> all =
        registry.view().definitions().values().stream()
            .flatMap(versions -> versions.values().stream())
            .sorted((a, b) -> key(a).compareTo(key(b)))
            .toList();
    return Replies.json(
        pages.page(all, DefinitionRoutes::key, Shapes::definition, exchange.query()));
  }

  private static String key(InstalledDefinition installed) {
    return installed.definition().ref();
  }

  private CompletionStage<HttpResponse> versions(Exchange exchange) {
    RegistryView view = registry.view();
    String id = id(exchange);
    var versions = view.definitions().get(id);
    if (versions == null) {
      throw unknown();
    }
    ObjectNode reply = Json.shared().createObjectNode().put("id", id);
    var items = reply.putArray("versions");
    versions
        .descendingMap()
        .values()
        .forEach(
            installed -> {
              ObjectNode item = Shapes.definition(installed);
              users(view, id, installed.definition().version())
                  .forEach(item.putArray("services")::add);
              items.add(item);
            });
    return Replies.json(reply);
  }

  private static List<String> users(RegistryView view, String id, SemVer version) {
    return view.services().values().stream()
        .filter(s -> s.definition().id().equals(id) && s.definition().version().equals(version))
        .map(ServiceView::id)
        .toList();
  }

  private CompletionStage<HttpResponse> document(
      int status, String id, SemVer version, List<String> notes) {
    InstalledDefinition installed = registry.view().definition(id, version);
    if (installed == null) {
      throw unknown();
    }
    var headers =
        Replies.with(Replies.SHARED, Replies.header("ETag", '"' + installed.digest() + '"'));
    return Replies.done(
        Replies.json(status, Notes.on(headers, notes), Json.bytes(installed.document())));
  }

  private static RuntimeException unknown() {
    return ErrorCode.DEFINITION_UNKNOWN
        .reject("no such definition, or not in this version")
        .asException();
  }

  private CompletionStage<HttpResponse> install(Exchange exchange) {
    String id = id(exchange);
    SemVer version = PathNames.version(exchange.parameter(1), ErrorCode.DEFINITION_INVALID);
    boolean dryRun = exchange.query().flag("dryRun");
    var write = new RegistryWrite.InstallDefinition(id, version, exchange.body());
    return registry
        .write(write, new WriteOptions(exchange.caller(), Precondition.NONE, dryRun))
        .thenCompose(
            result ->
                switch (result) {
                  case WriteResult.Written written when dryRun ->
                      Replies.json(Shapes.dryRun(written));
                  case WriteResult.Written written ->
                      document(written.created() ? 201 : 200, id, version, written.notes());
                  case WriteResult.Refused(var rejection) ->
                      Replies.done(refuse(exchange, id, rejection));
                });
  }

  // What stays in service is told with the refusal, so that nobody fears for it.
  private HttpResponse refuse(Exchange exchange, String id, Rejection rejection) {
    ObjectNode problem = Problems.document(rejection);
    problem.put("instance", exchange.request().uri().path().toString());
    RegistryView view = registry.view();
    var versions = view.definitions().get(id);
    if (versions != null && !versions.isEmpty()) {
      JsonNode services =
          Json.shared()
              .valueToTree(
                  view.services().values().stream()
                      .filter(service -> service.definition().id().equals(id))
                      .map(ServiceView::id)
                      .toList());
      problem
          .putObject("kept")
          .put("version", versions.lastKey().toString())
          .set("services", services);
    }
    return Problems.write(rejection.code(), problem, Replies.SHARED);
  }

  private CompletionStage<HttpResponse> remove(Exchange exchange) {
    boolean dryRun = exchange.query().flag("dryRun");
    var write = new RegistryWrite.RemoveDefinition(id(exchange), version(exchange));
    return registry
        .write(write, new WriteOptions(exchange.caller(), Precondition.NONE, dryRun))
        .thenCompose(
            result ->
                switch (result) {
                  case WriteResult.Written written ->
                      dryRun ? Replies.json(Shapes.dryRun(written)) : Replies.nothing();
                  case WriteResult.Refused(var rejection) -> throw rejection.asException();
                });
  }
}
