package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;

/** The key of a service that is added: in the vault, bound to the host and path of that service. */
final class AddedKey {
  private static final String AFTER_REBOOT =
      """
      Secrets are kept in a vault, which has not been set up. It is opened
        p  by a passphrase. After a reboot calls that need a secret are refused until somebody
           has typed it (kai vault unlock). Who copies this disk gets no secret.
        k  by a key file in the node's data folder. After a reboot the node goes on by itself.
           Who copies this disk gets the secrets.""";

  private final NodeOptionsMixin node;
  private final NodeClient client;
  private final String name;
  private int before;

  /**
   * @param name of the secret
   */
  AddedKey(NodeOptionsMixin node, NodeClient client, String name) {
    this.node = node;
    this.client = client;
    this.name = name;
  }

  /**
   * Opens the vault, and sets it up if it has not been.
   *
   * @param keyFile the user has said already how it is to be set up
   */
  void openVault(boolean keyFile) throws Exception {
    JsonNode vault = client.get(VaultCommand.PATH);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    switch (vault.path("state").asText()) {
      case "unset" -> {
        if (keyFile || asked()) {
          body.put("root", "key-file");
        } else {
          body.put("passphrase", new HiddenInput(node).readNew(false, "New passphrase"));
        }
        say(client.post(VaultCommand.PATH + "/setup", body));
      }
      case "locked" -> {
        if (vault.path("root").asText().equals("passphrase")) {
          if (!HiddenInput.someone()) {
            throw refused("add.vault-locked", "the vault is locked", "Unlock it: kai vault unlock");
          }
          body.put("passphrase", new HiddenInput(node).read(false, "Passphrase of the vault"));
        }
        say(client.post(VaultCommand.PATH + "/unlock", body));
      }
      default -> {}
    }
  }

  /** Whether it is to be a key file. */
  private boolean asked() throws Refused {
    if (!HiddenInput.someone()) {
      throw refused(
          "add.vault-unset",
          "there is no vault yet, and nobody to ask how it is to be opened",
          "Say --vault-key-file for a start that needs nobody, or set it up first: kai vault setup");
    }
    node.err().println(AFTER_REBOOT);
    node.err().flush();
    while (true) {
      switch (HiddenInput.question("p or k? ").toLowerCase(Locale.ROOT)) {
        case "p" -> {
          return false;
        }
        case "k" -> {
          return true;
        }
        default -> {}
      }
    }
  }

  private void say(JsonNode vault) {
    node.err().println(VaultCommand.sentence(vault));
    node.err().flush();
  }

  /**
   * @param replace whether one of this name may get a new version
   */
  void put(URI base, String key, boolean replace) throws Exception {
    before = version();
    if (before > 0 && !replace) {
      throw refused(
          "add.exists",
          "there is a secret " + name + " already; nothing was changed",
          "Choose another id with --as, or say --replace");
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("value", key);
    body.putArray("allow").add(destination(base));
    client.put(path(), body);
  }

  private int version() throws Refused, Unreachable, InterruptedException {
    try {
      return client.get(path()).path("version").asInt();
    } catch (Refused e) {
      if (e.problem().path("code").asText().equals("secret.unknown")) {
        return 0;
      }
      throw e;
    }
  }

  /** As it was before: the service was refused. */
  void takeBack() throws Refused, Unreachable, InterruptedException {
    if (before == 0) {
      client.delete(path());
    } else {
      client.post(
          path() + "/rollback", JsonNodeFactory.instance.objectNode().put("version", before));
    }
  }

  private String path() {
    return SecretsCommand.PATH + "/" + NodeClient.part(name);
  }

  static ObjectNode destination(URI base) {
    boolean usual = base.getScheme().equals("https") && base.getPort() < 0;
    int port = base.getPort() >= 0 ? base.getPort() : base.getScheme().equals("https") ? 443 : 80;
    String host = base.getHost().toLowerCase(Locale.ROOT);
    String path = base.getRawPath();
    return JsonNodeFactory.instance
        .objectNode()
        .put("host", usual ? host : host + ":" + port)
        .put("path", path == null || path.isEmpty() ? "/" : path);
  }

  private static Refused refused(String code, String detail, String remedy) {
    return new Refused(
        Json.shared()
            .createObjectNode()
            .put("code", code)
            .put("detail", detail)
            .put("remedy", remedy));
  }

  /**
   * @param piped whether it comes by standard input
   */
  static String typed(NodeOptionsMixin node, boolean piped) throws IOException {
    return new HiddenInput(node).read(piped, "The key");
  }
}
