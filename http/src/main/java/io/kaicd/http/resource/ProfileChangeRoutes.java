package io.kaicd.http.resource;

import static io.kaicd.http.endpoint.Method.DELETE;
import static io.kaicd.http.endpoint.Method.PATCH;
import static io.kaicd.http.endpoint.Method.POST;
import static io.kaicd.http.endpoint.Method.PUT;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.configuration.ChangeOptions;
import io.kaicd.contract.configuration.ChangeResult;
import io.kaicd.contract.configuration.Configuration;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Docs.Says;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.endpoint.Method;
import io.kaicd.http.endpoint.PathTemplate;
import io.kaicd.http.reply.Problems;
import io.kaicd.http.reply.Replies;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.scaladsl.model.HttpResponse;

/** Changes of configuration profiles: each is one event, or nothing. */
final class ProfileChangeRoutes {
  private static final String DRY_RUN = "dryRun";
  private static final String REASON = "reason";
  private static final String IF_TARGET = "ifTarget";

  private final Configuration configuration;
  private final int bodyLimit;

  ProfileChangeRoutes(Configuration configuration, int bodyLimit) {
    this.configuration = configuration;
    this.bodyLimit = bodyLimit;
  }

  List<Endpoint> endpoints() {
    return List.of(
        change(
            PUT,
            "/{profile}",
            ProfileRoutes.docs(
                    "putProfile", "Make a profile, or change its parent", "Parent", "Profile")
                .saying(Says.GUARDED, Says.ETAG, Says.MAY_MAKE),
            this::put),
        change(
            PATCH,
            "/{profile}",
            ProfileRoutes.docs(
                    "patchProfile",
                    "Change a profile by a JSON merge patch",
                    "LayerPatch",
                    "Profile")
                .saying(Says.GUARDED, Says.ETAG),
            exchange -> new ConfigurationWrite.Patch(ProfileRoutes.id(exchange), exchange.body())),
        new Endpoint(
            DELETE,
            PathTemplate.of(ProfileRoutes.ROOT + "/{profile}"),
            Access.CONFIG,
            BodyRule.NONE,
            Set.of(DRY_RUN, REASON),
            Problems.DIALECT,
            ProfileRoutes.docs("deleteProfile", "Remove a profile that nothing uses", "", "")
                .saying(Says.GUARDED),
            exchange ->
                made(
                    exchange,
                    new ConfigurationWrite.DeleteProfile(ProfileRoutes.id(exchange)),
                    Preconditions.of(exchange.head()))),
        change(
            POST,
            "/{profile}/activate",
            ProfileRoutes.docs("activateProfile", "Make it the one that counts", "", "Profile")
                .saying(Says.GUARDED, Says.ETAG),
            exchange -> new ConfigurationWrite.Activate(ProfileRoutes.id(exchange))),
        change(
            POST,
            "/{profile}/promote",
            ProfileRoutes.docs(
                    "promoteProfile", "Give its layer to another profile", "Promotion", "Profile")
                .saying(Says.GUARDED, Says.ETAG),
            this::promotion,
            ProfileChangeRoutes::ifTarget),
        change(
            POST,
            "/{profile}/rollback",
            ProfileRoutes.docs(
                    "rollBackProfile", "Make it what it was at a version", "Version", "Profile")
                .saying(Says.GUARDED, Says.ETAG),
            exchange ->
                new ConfigurationWrite.RollBack(
                    ProfileRoutes.id(exchange), Bodies.number(exchange, "version"))),
        new Endpoint(
            POST,
            PathTemplate.of("/api/v1/configuration/import"),
            Access.CONFIG,
            new BodyRule.Json(bodyLimit, false),
            Set.of(DRY_RUN, REASON),
            Problems.DIALECT,
            ProfileRoutes.docs(
                "importProfiles",
                "Make profiles what a document says",
                "Profiles",
                "ProfileChange"),
            exchange ->
                made(
                    exchange,
                    new ConfigurationWrite.Import(exchange.body()),
                    Preconditions.of(exchange.head()))));
  }

  private interface Asked {
    ConfigurationWrite by(Exchange exchange);
  }

  private interface If {
    Precondition of(Exchange exchange);
  }

  private Endpoint change(Method method, String path, Docs docs, Asked asked) {
    return change(method, path, docs, asked, exchange -> Preconditions.of(exchange.head()));
  }

  private Endpoint change(Method method, String path, Docs docs, Asked asked, If precondition) {
    return new Endpoint(
        method,
        PathTemplate.of(ProfileRoutes.ROOT + path),
        Access.CONFIG,
        docs.request().isEmpty()
            ? BodyRule.NONE
            : new BodyRule.Json(bodyLimit, docs.request().equals("Parent")),
        Set.of(DRY_RUN, REASON),
        Problems.DIALECT,
        docs,
        exchange -> made(exchange, asked.by(exchange), precondition.of(exchange)));
  }

  private ConfigurationWrite put(Exchange exchange) {
    String id = ProfileRoutes.id(exchange);
    String parent = Bodies.text(exchange, "parent");
    boolean there = configuration.profiles().all().stream().anyMatch(p -> p.id().equals(id));
    boolean anew = Preconditions.of(exchange.head()) instanceof Precondition.Absent;
    if (there && !anew && !exchange.body().has("parent")) { // it would not be clear what is meant
      throw Bodies.lacks("parent", "the profile to inherit from, empty for none");
    }
    return there && !anew
        ? new ConfigurationWrite.SetParent(id, parent)
        : new ConfigurationWrite.CreateProfile(id, parent);
  }

  /** If-Match is of the profile that the address names; the body guards the other one. */
  private ConfigurationWrite promotion(Exchange exchange) {
    String to = Bodies.text(exchange, "to", "namespaces", IF_TARGET);
    if (to.isEmpty()) {
      throw Bodies.lacks("to", "the profile to promote to");
    }
    return new ConfigurationWrite.Promote(
        ProfileRoutes.id(exchange),
        Preconditions.of(exchange.head()),
        to,
        Bodies.texts(exchange, "namespaces"));
  }

  private static Precondition ifTarget(Exchange exchange) {
    JsonNode version = exchange.body().path(IF_TARGET);
    if (version.isMissingNode()) {
      return Precondition.NONE;
    }
    if (!version.isIntegralNumber() || !version.canConvertToLong()) {
      throw Bodies.wrong("/" + IF_TARGET, "type", "integer");
    }
    return new Precondition.Generation(version.asLong());
  }

  private CompletionStage<HttpResponse> made(
      Exchange exchange, ConfigurationWrite write, Precondition precondition) {
    ChangeOptions options =
        new ChangeOptions(
            exchange.caller(),
            precondition,
            exchange.query().text(REASON),
            exchange.query().flag(DRY_RUN));
    return configuration
        .change(write, options)
        .thenCompose(
            result ->
                switch (result) {
                  case ChangeResult.Written written when options.dryRun() ->
                      Replies.json(ProfileShapes.change(written).put(DRY_RUN, true));
                  case ChangeResult.Written written -> answer(write, written);
                  case ChangeResult.Refused(var rejection) -> throw rejection.asException();
                });
  }

  /** The profile as this write left it, whatever others have made of it since. */
  private static CompletionStage<HttpResponse> answer(
      ConfigurationWrite write, ChangeResult.Written written) {
    return switch (write) {
      case ConfigurationWrite.DeleteProfile _ -> Replies.nothing();
      case ConfigurationWrite.Import _ -> Replies.json(ProfileShapes.change(written));
      case ConfigurationWrite.CreateProfile _ ->
          ProfileRoutes.show(201, written.made().getFirst(), written.notes());
      case ConfigurationWrite.Promote _,
          ConfigurationWrite.SetParent _,
          ConfigurationWrite.Patch _,
          ConfigurationWrite.RollBack _,
          ConfigurationWrite.Activate _ ->
          ProfileRoutes.show(200, written.made().getFirst(), written.notes());
    };
  }
}
