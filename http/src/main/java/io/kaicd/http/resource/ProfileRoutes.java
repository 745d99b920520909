package io.kaicd.http.resource;

import static io.kaicd.http.endpoint.Method.DELETE;
import static io.kaicd.http.endpoint.Method.GET;
import static io.kaicd.http.endpoint.Method.PATCH;
import static io.kaicd.http.endpoint.Method.POST;
import static io.kaicd.http.endpoint.Method.PUT;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.configuration.ChangeOptions;
import io.kaicd.contract.configuration.ChangeResult;
import io.kaicd.contract.configuration.Configuration;
import io.kaicd.contract.configuration.ConfigurationWrite;
import io.kaicd.contract.configuration.History;
import io.kaicd.contract.configuration.Moment;
import io.kaicd.contract.configuration.Profiles;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.registry.WriteOptions.Precondition;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Docs.Says;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.endpoint.Handler;
import io.kaicd.http.endpoint.Method;
import io.kaicd.http.endpoint.PathTemplate;
import io.kaicd.http.reply.Problems;
import io.kaicd.http.reply.Replies;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.apache.pekko.http.scaladsl.model.HttpResponse;

/** Configuration profiles: what each says itself, what it comes to, and how it came to be. */
final class ProfileRoutes {
  private static final String ROOT = "/api/v1/profiles";
  private static final String DRY_RUN = "dryRun";
  private static final String REASON = "reason";
  private static final String IF_TARGET = "ifTarget";
  private static final Pattern VERSION = Pattern.compile("\\d{1,18}");
  private static final String MOMENTS =
      "Give to=PROFILE, or from=3&to=5, or times such as from=2026-11-01T12:00:00Z";

  private final Configuration configuration;
  private final Pages pages;
  private final int bodyLimit;

  ProfileRoutes(Configuration configuration, Pages pages, int bodyLimit) {
    this.configuration = configuration;
    this.pages = pages;
    this.bodyLimit = bodyLimit;
  }

  List<Endpoint> endpoints() {
    return List.of(
        read(
            "",
            Set.of(Pages.LIMIT, Pages.CURSOR),
            docs("listProfiles", "Profiles, and which one is active", "", "ProfileList"),
            exchange ->
                Replies.json(
                    pages.page(
                        configuration.profiles().all(),
                        Profiles.Own::id,
                        ProfileShapes::profile,
                        exchange.query()))),
        read(
            "/{profile}",
            Set.of(),
            docs("getProfile", "A profile's own layer", "", "Profile").saying(Says.ETAG),
            exchange -> show(200, configuration.profiles().own(id(exchange)), List.of())),
        change(
            PUT,
            "/{profile}",
            docs("putProfile", "Make a profile, or change its parent", "Parent", "Profile")
                .saying(Says.GUARDED, Says.ETAG, Says.MAY_MAKE),
            this::put),
        change(
            PATCH,
            "/{profile}",
            docs("patchProfile", "Change a profile by a JSON merge patch", "LayerPatch", "Profile")
                .saying(Says.GUARDED, Says.ETAG),
            exchange -> new ConfigurationWrite.Patch(id(exchange), exchange.body())),
        new Endpoint(
            DELETE,
            PathTemplate.of(ROOT + "/{profile}"),
            Access.CONFIG,
            BodyRule.NONE,
            Set.of(DRY_RUN, REASON),
            Problems.DIALECT,
            docs("deleteProfile", "Remove a profile that nothing uses", "", "")
                .saying(Says.GUARDED),
            exchange ->
                made(
                    exchange,
                    new ConfigurationWrite.DeleteProfile(id(exchange)),
                    Preconditions.of(exchange.head()))),
        change(
            POST,
            "/{profile}/activate",
            docs("activateProfile", "Make it the one that counts", "", "Profile")
                .saying(Says.GUARDED, Says.ETAG),
            exchange -> new ConfigurationWrite.Activate(id(exchange))),
        change(
            POST,
            "/{profile}/promote",
            docs("promoteProfile", "Give its layer to another profile", "Promotion", "Profile")
                .saying(Says.GUARDED, Says.ETAG),
            this::promotion,
            ProfileRoutes::ifTarget),
        change(
            POST,
            "/{profile}/rollback",
            docs("rollBackProfile", "Make it what it was at a version", "Version", "Profile")
                .saying(Says.GUARDED, Says.ETAG),
            exchange ->
                new ConfigurationWrite.RollBack(id(exchange), Bodies.number(exchange, "version"))),
        read(
            "/{profile}/versions",
            Set.of(Pages.LIMIT, Pages.CURSOR),
            docs("listProfileVersions", "Who changed it, when and why", "", "ProfileVersions"),
            this::versions),
        read(
            "/{profile}/effective",
            Set.of("service"),
            docs("getEffectiveProfile", "What all layers come to", "", "Effective"),
            this::effective),
        read(
            "/{profile}/explain",
            Set.of("key"),
            docs("explainProfile", "The layer that each value comes from", "", "Explanation"),
            exchange ->
                Replies.json(
                    Json.shared()
                        .valueToTree(
                            configuration
                                .profiles()
                                .explain(id(exchange), exchange.query().text("key"))))),
        read(
            "/{profile}/diff",
            Set.of("to", "from"),
            docs(
                "diffProfile",
                "What differs between profiles, versions or times",
                "",
                "Differences"),
            this::difference),
        new Endpoint(
            GET,
            PathTemplate.of("/api/v1/configuration/export"),
            Access.READ,
            BodyRule.NONE,
            Set.of("profiles"),
            Problems.DIALECT,
            docs("exportProfiles", "A document of profiles; it holds no secret", "", "Profiles"),
            exchange -> Replies.json(configuration.profiles().export(names(exchange, "profiles")))),
        new Endpoint(
            POST,
            PathTemplate.of("/api/v1/configuration/import"),
            Access.CONFIG,
            new BodyRule.Json(bodyLimit, false),
            Set.of(DRY_RUN, REASON),
            Problems.DIALECT,
            docs(
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

  private static Docs docs(String id, String summary, String request, String reply) {
    return new Docs(id, "profiles", summary, request, reply);
  }

  private static Endpoint read(String path, Set<String> query, Docs docs, Handler handler) {
    return new Endpoint(
        GET,
        PathTemplate.of(ROOT + path),
        Access.READ,
        BodyRule.NONE,
        query,
        Problems.DIALECT,
        docs,
        handler);
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
        PathTemplate.of(ROOT + path),
        Access.CONFIG,
        docs.request().isEmpty()
            ? BodyRule.NONE
            : new BodyRule.Json(bodyLimit, docs.request().equals("Parent")),
        Set.of(DRY_RUN, REASON),
        Problems.DIALECT,
        docs,
        exchange -> made(exchange, asked.by(exchange), precondition.of(exchange)));
  }

  private static String id(Exchange exchange) {
    return PathNames.id(exchange.parameter(0));
  }

  private ConfigurationWrite put(Exchange exchange) {
    String id = id(exchange);
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
        id(exchange), Preconditions.of(exchange.head()), to, Bodies.texts(exchange, "namespaces"));
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

  private CompletionStage<HttpResponse> effective(Exchange exchange) {
    String service = exchange.query().text("service");
    Profiles profiles = configuration.profiles();
    if (!service.isEmpty()) {
      return Replies.json(Json.shared().valueToTree(profiles.effective(id(exchange), service)));
    }
    return Replies.json(
        ProfileShapes.effective(profiles.effective(id(exchange)), profiles.clashes(id(exchange))));
  }

  private CompletionStage<HttpResponse> versions(Exchange exchange) {
    String cursor = exchange.query().text(Pages.CURSOR);
    long before = History.NEWEST;
    if (!cursor.isEmpty()) {
      if (!VERSION.matcher(cursor).matches()) {
        throw Pages.foreignCursor();
      }
      before = Long.parseLong(cursor);
    }
    return configuration
        .history()
        .versions(id(exchange), before, pages.limit(exchange.query()))
        .thenCompose(versions -> Replies.json(ProfileShapes.versions(versions)));
  }

  /** Between two points of one profile's history, or to what another profile comes to. */
  private CompletionStage<HttpResponse> difference(Exchange exchange) {
    String from = exchange.query().text("from");
    String to = exchange.query().text("to");
    if (to.isEmpty()) {
      throw ErrorCode.REQUEST_MALFORMED
          .reject("'to' is missing: to=PROFILE, or from= and to= with versions or times")
          .withRemedy(MOMENTS)
          .asException();
    }
    if (from.isEmpty()) {
      return Replies.json(
          ProfileShapes.differences(configuration.profiles().difference(id(exchange), to)));
    }
    return configuration
        .history()
        .difference(id(exchange), moment("from", from), moment("to", to))
        .thenCompose(found -> Replies.json(ProfileShapes.differences(found)));
  }

  private static Moment moment(String parameter, String text) {
    if (VERSION.matcher(text).matches()) {
      return new Moment.AtVersion(Long.parseLong(text));
    }
    try {
      return new Moment.AtTime(Instant.parse(text));
    } catch (DateTimeParseException e) {
      throw ErrorCode.REQUEST_MALFORMED
          .reject("'" + parameter + "' is neither a version nor a time")
          .withRemedy(MOMENTS)
          .asException();
    }
  }

  private static Set<String> names(Exchange exchange, String parameter) {
    String given = exchange.query().text(parameter);
    return given.isEmpty() ? Set.of() : new TreeSet<>(List.of(given.split(",")));
  }

  private static CompletionStage<HttpResponse> show(
      int status, Profiles.Own own, List<String> notes) {
    var headers = Replies.with(Replies.SHARED, Replies.header("ETag", "\"" + own.version() + "\""));
    return Replies.done(
        Replies.json(status, Notes.on(headers, notes), Json.bytes(ProfileShapes.profile(own))));
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
          show(201, written.made().getFirst(), written.notes());
      case ConfigurationWrite.Promote _,
          ConfigurationWrite.SetParent _,
          ConfigurationWrite.Patch _,
          ConfigurationWrite.RollBack _,
          ConfigurationWrite.Activate _ ->
          show(200, written.made().getFirst(), written.notes());
    };
  }
}
