package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;

/** Opens the vault for a secret that is put, and sets it up if it has not been. */
record VaultOpening(NodeOptionsMixin node, NodeClient client) {
  private static final String AFTER_REBOOT =
      """
      Secrets are kept in a vault, which has not been set up. It is opened
        p  by a passphrase. After a reboot calls that need a secret are refused until somebody
           has typed it (kai vault unlock). Who copies this disk gets no secret.
        k  by a key file in the node's data folder. After a reboot the node goes on by itself.
           Who copies this disk gets the secrets.""";

  private static final String SAY_HOW =
      "Say --vault-key-file: after a reboot the node opens the vault by itself, and who copies its"
          + " disk gets the secrets. Or set it up first, kai vault setup: by a passphrase, which"
          + " somebody types after each reboot (kai vault unlock), and who copies the disk gets no"
          + " secret";

  /**
   * @param keyFile the user has said already how it is to be set up
   */
  void open(boolean keyFile) throws Exception {
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
          if (!node.terminal().there()) {
            throw Refused.here(
                "add.vault-locked",
                "the vault is locked; nothing was added",
                "Unlock it: kai vault unlock");
          }
          body.put("passphrase", new HiddenInput(node).read(false, "Passphrase of the vault"));
        }
        say(client.post(VaultCommand.PATH + "/unlock", body));
      }
      default -> {}
    }
  }

  /** Whether it is to be a key file. */
  private boolean asked() throws Refused, IOException {
    if (!node.terminal().there()) {
      throw Refused.here(
          "add.vault-unset",
          "there is no vault yet, and nobody to ask how it is to be opened; nothing was added",
          SAY_HOW);
    }
    node.err().println(AFTER_REBOOT);
    node.err().flush();
    while (true) {
      switch (node.terminal().line("p or k? ").toLowerCase(Locale.ROOT)) {
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
}
