package io.kaicd.http.resource;

import static io.kaicd.http.endpoint.Method.GET;

import io.kaicd.contract.capability.CapabilityContract;
import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.Registry;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.endpoint.PathTemplate;
import io.kaicd.http.reply.Problems;
import io.kaicd.http.reply.Replies;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.scaladsl.model.HttpResponse;

/** The capability contracts that the node knows. */
final class CapabilityRoutes {
  private final ContractCatalog contracts;
  private final Registry registry;
  private final Pages pages;

  CapabilityRoutes(ContractCatalog contracts, Registry registry, Pages pages) {
    this.contracts = contracts;
    this.registry = registry;
    this.pages = pages;
  }

  List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            GET,
            PathTemplate.of("/api/v1/capabilities"),
            Access.READ,
            BodyRule.NONE,
            Set.of(Pages.LIMIT, Pages.CURSOR),
            Problems.DIALECT,
            new Docs("listCapabilities", "capabilities", "All contracts", "", "CapabilityList"),
            this::list),
        new Endpoint(
            GET,
            PathTemplate.of("/api/v1/capabilities/{capability}"),
            Access.READ,
            BodyRule.NONE,
            Set.of("contract"),
            Problems.DIALECT,
            new Docs(
                "getCapability",
                "capabilities",
                "A contract, the highest version in the range",
                "",
                "CapabilityContract"),
            this::read));
  }

  private CompletionStage<HttpResponse> list(Exchange exchange) {
    var view = registry.view();
    List<CapabilityContract> all =
        contracts.all().stream().sorted(Comparator.comparing(CapabilityContract::ref)).toList();
    return Replies.json(
        pages.page(
            all,
            CapabilityContract::ref,
            contract -> Shapes.capability(contract, view.servicesWith(contract.id()).size()),
            exchange.query()));
  }

  private CompletionStage<HttpResponse> read(Exchange exchange) {
    String id = exchange.parameter(0);
    if (!contracts.ids().contains(id)) {
      throw ErrorCode.CAPABILITY_UNKNOWN.reject("no such capability").asException();
    }
    CapabilityContract contract =
        contracts
            .best(id, PathNames.range(exchange.query().text("contract")))
            .orElseThrow(
                () ->
                    ErrorCode.CONTRACT_UNSUPPORTED
                        .reject("no version of this contract is in the range")
                        .asException());
    var headers = Replies.with(Replies.SHARED, Replies.header("Kai-Contract", contract.ref()));
    return Replies.done(Replies.json(headers, Json.bytes(contract.document())));
  }
}
