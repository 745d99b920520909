package io.kaicd.http.resource;

import static io.kaicd.http.endpoint.Method.GET;

import io.kaicd.contract.configuration.Configuration;
import io.kaicd.contract.configuration.History;
import io.kaicd.contract.configuration.Moment;
import io.kaicd.contract.configuration.Profiles;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.json.Json;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Docs.Says;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.endpoint.Handler;
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
  static final String ROOT = "/api/v1/profiles";

  private static final Pattern VERSION = Pattern.compile("\\d{1,18}");
  private static final String MOMENTS =
      "Give to=PROFILE, or from=3&to=5, or times such as from=2026-11-01T12:00:00Z";

  private final Configuration configuration;
  private final Pages pages;

  ProfileRoutes(Configuration configuration, Pages pages) {
    this.configuration = configuration;
    this.pages = pages;
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
            exchange ->
                Replies.json(configuration.profiles().export(names(exchange, "profiles")))));
  }

  static Docs docs(String id, String summary, String request, String reply) {
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

  static String id(Exchange exchange) {
    return PathNames.id(exchange.parameter(0));
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

  /** One profile as it is, under its version. */
  static CompletionStage<HttpResponse> show(int status, Profiles.Own own, List<String> notes) {
    var headers = Replies.with(Replies.SHARED, Replies.header("ETag", "\"" + own.version() + "\""));
    return Replies.done(
        Replies.json(status, Notes.on(headers, notes), Json.bytes(ProfileShapes.profile(own))));
  }
}
