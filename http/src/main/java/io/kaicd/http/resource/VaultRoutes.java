package io.kaicd.http.resource;

import static io.kaicd.http.endpoint.Method.GET;
import static io.kaicd.http.endpoint.Method.POST;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.secret.AutoLock;
import io.kaicd.contract.secret.RootKind;
import io.kaicd.contract.secret.Secret;
import io.kaicd.contract.secret.Vault;
import io.kaicd.contract.secret.VaultStatus;
import io.kaicd.http.endpoint.Access;
import io.kaicd.http.endpoint.BodyRule;
import io.kaicd.http.endpoint.Docs;
import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.endpoint.Handler;
import io.kaicd.http.endpoint.PathTemplate;
import io.kaicd.http.reply.Problems;
import io.kaicd.http.reply.Replies;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.scaladsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** The vault: how it stands on this node, and what opens, locks and changes it. */
final class VaultRoutes {
  private static final String ROOT = "/api/v1/vault";
  private static final String PASSPHRASE = "passphrase";

  private final Vault vault;
  private final int bodyLimit;

  VaultRoutes(Vault vault, int bodyLimit) {
    this.vault = vault;
    this.bodyLimit = bodyLimit;
  }

  List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            GET,
            PathTemplate.of(ROOT),
            Access.READ,
            BodyRule.NONE,
            Set.of(),
            Problems.DIALECT,
            new Docs("readVault", "vault", "How the vault stands on this node", "", "Vault"),
            exchange -> Replies.json(shape(vault.status()))),
        change("setup", "setUpVault", "Set the vault up, once", "VaultRoot", this::setUp),
        change("unlock", "unlockVault", "Open it on this node", "VaultUnlock", this::unlock),
        change(
            "lock",
            "lockVault",
            "Lock it on this node",
            "Nothing",
            exchange -> {
              Bodies.only(exchange, "");
              return vault.lock(exchange.caller()).thenCompose(VaultRoutes::answer);
            }),
        change(
            "passphrase",
            "changePassphrase",
            "Another passphrase; after a leak, rotate too",
            "PassphraseChange",
            this::changePassphrase),
        change("root", "changeRoot", "To a key file or variable", "VaultRoot", this::changeRoot),
        change(
            "rotate",
            "rotateVault",
            "A new key for all that is kept",
            "Nothing",
            exchange -> {
              Bodies.only(exchange, "");
              return vault.rotate(exchange.caller()).thenCompose(VaultRoutes::answer);
            }),
        change(
            "auto-lock", "setAutoLock", "After how long it locks", "AutoLock", this::setAutoLock));
  }

  private Endpoint change(String name, String id, String summary, String body, Handler handler) {
    return new Endpoint(
        POST,
        PathTemplate.of(ROOT + "/" + name),
        Access.ADMIN,
        new BodyRule.Json(bodyLimit, true, true),
        Set.of(),
        Problems.DIALECT,
        new Docs(id, "vault", summary, body, "Vault"),
        handler);
  }

  private CompletionStage<HttpResponse> setUp(Exchange exchange) {
    Secret passphrase = Bodies.secret(exchange, PASSPHRASE, "root");
    return (passphrase == null
            ? vault.setup(unattended(exchange), exchange.caller())
            : vault.setup(alone(passphrase, exchange), exchange.caller()))
        .thenCompose(VaultRoutes::answer);
  }

  private static Secret alone(Secret passphrase, Exchange exchange) {
    if (exchange.body().has("root")) {
      passphrase.close();
      throw Bodies.wrong("/root", "unknown", "one of passphrase and root");
    }
    return passphrase;
  }

  private static RootKind unattended(Exchange exchange) {
    return switch (Bodies.text(exchange, "root", PASSPHRASE)) {
      case "key-file" -> RootKind.KEY_FILE;
      case "environment" -> RootKind.ENVIRONMENT;
      default -> throw Bodies.lacks("root", "a passphrase, or root: key-file or environment");
    };
  }

  private CompletionStage<HttpResponse> unlock(Exchange exchange) {
    Secret passphrase = Bodies.secret(exchange, PASSPHRASE);
    return (passphrase == null
            ? vault.unlock(exchange.caller())
            : vault.unlock(passphrase, exchange.caller()))
        .thenCompose(VaultRoutes::answer);
  }

  private CompletionStage<HttpResponse> changePassphrase(Exchange exchange) {
    Secret next = Bodies.secret(exchange, "next", PASSPHRASE);
    if (next == null) {
      throw Bodies.lacks("next", "the new passphrase");
    }
    Secret now = Bodies.secret(exchange, PASSPHRASE, "next");
    return vault.changePassphrase(now, next, exchange.caller()).thenCompose(VaultRoutes::answer);
  }

  private CompletionStage<HttpResponse> changeRoot(Exchange exchange) {
    return vault
        .changeRoot(unattended(exchange), exchange.caller())
        .thenCompose(VaultRoutes::answer);
  }

  private CompletionStage<HttpResponse> setAutoLock(Exchange exchange) {
    String text = Bodies.text(exchange, "after");
    AutoLock setting =
        AutoLock.of(text)
            .orElseThrow(
                () ->
                    Bodies.wrong(
                        "/after",
                        "value",
                        "1, 5, 15, 30, 60, 120, 240, 480 or 1440 minutes, never or at-restart"));
    return vault.autoLock(setting, exchange.caller()).thenCompose(VaultRoutes::answer);
  }

  private static CompletionStage<HttpResponse> answer(Vault.Result result) {
    return switch (result) {
      case Vault.Done(VaultStatus status) -> Replies.json(shape(status));
      case Vault.Refused(var rejection) -> throw rejection.asException();
    };
  }

  private static ObjectNode shape(VaultStatus status) {
    ObjectNode node = Json.shared().createObjectNode();
    return switch (status) {
      case VaultStatus.Unset _ -> node.put("state", "unset");
      case VaultStatus.Locked(var root, var autoLock) ->
          node.put("state", "locked").put("root", text(root)).put("autoLock", autoLock.text());
      case VaultStatus.Unlocked(var root, var autoLock, var since, var remaining) ->
          node.put("state", "unlocked")
              .put("root", text(root))
              .put("autoLock", autoLock.text())
              .put("since", since.toString())
              .put("remainingSeconds", seconds(remaining));
    };
  }

  private static @Nullable Long seconds(@Nullable Duration remaining) {
    return remaining == null ? null : remaining.toSeconds();
  }

  private static String text(RootKind root) {
    return switch (root) {
      case PASSPHRASE -> PASSPHRASE;
      case KEY_FILE -> "key-file";
      case ENVIRONMENT -> "environment";
    };
  }
}
