package io.kaicd.http.resource;

import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.House;
import io.kaicd.http.reply.CallHeaders;
import io.kaicd.http.settings.HttpSettings;
import io.kaicd.http.stream.EventReplies;
import java.util.ArrayList;
import java.util.List;

/** All of the node's own endpoints. */
public final class Resources {
  private Resources() {}

  public static List<Endpoint> endpoints(
      House house,
      HttpSettings settings,
      OperationIndex operations,
      CallHeaders headers,
      EventReplies events) {
    Pages pages = new Pages(settings.lists());
    List<Endpoint> all = new ArrayList<>(HealthRoutes.endpoints(house.ready()));
    all.addAll(
        new CallRoutes(house.calls(), house.log(), operations, headers, events, pages).endpoints());
    all.addAll(new DefinitionRoutes(house.registry(), pages, settings.bodyLimit()).endpoints());
    all.addAll(
        new ServiceRoutes(house.registry(), house.egress(), pages, settings.bodyLimit())
            .endpoints());
    all.addAll(new CapabilityRoutes(house.contracts(), house.registry(), pages).endpoints());
    all.addAll(new ProfileRoutes(house.configuration(), pages).endpoints());
    all.addAll(new ProfileChangeRoutes(house.configuration(), settings.bodyLimit()).endpoints());
    all.addAll(new KeyRoutes(house.keys(), pages, settings.bodyLimit()).endpoints());
    all.addAll(new VaultRoutes(house.vault(), settings.bodyLimit()).endpoints());
    all.addAll(new SecretRoutes(house.secrets(), pages, settings.bodyLimit()).endpoints());
    all.addAll(new AuditRoutes(house.trail(), pages).endpoints());
    all.addAll(new JournalRoutes(house.history(), pages).endpoints());
    all.addAll(NodeRoutes.endpoints(house.registry(), pages));
    all.addAll(PageRoutes.endpoints());
    return all;
  }
}
