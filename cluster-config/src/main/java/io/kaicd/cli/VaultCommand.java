package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "vault",
    description = "The vault that secrets are kept in.",
    mixinStandardHelpOptions = true)
final class VaultCommand {
  static final String PATH = "/api/v1/vault";

  @Command(name = "status", description = "How it stands.", mixinStandardHelpOptions = true)
  int status(@Mixin NodeOptionsMixin node) throws Exception {
    return show(node, node.client().get(PATH));
  }

  @Command(
      name = "setup",
      description = {
        "Set it up, once. With a passphrase, somebody types it after every start of a node;",
        "until then calls that need a secret are refused. With a key file or variable a node",
        "opens the vault by itself, and so can whoever reads them."
      },
      mixinStandardHelpOptions = true)
  int setup(
      @Mixin NodeOptionsMixin node,
      @Option(names = "--key-file", description = "A file in the node's data folder, made now.")
          boolean keyFile,
      @Option(
              names = "--environment",
              description = "The variable KAI_VAULT_KEY of the node: 32 bytes in Base64.")
          boolean environment,
      @Option(names = "--passphrase-stdin", description = "Read it from standard input.")
          boolean piped)
      throws Exception {
    if (keyFile && environment) {
      throw node.wrong("one of --key-file and --environment");
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (keyFile || environment) {
      body.put("root", keyFile ? "key-file" : "environment");
    } else {
      body.put("passphrase", new HiddenInput(node).readNew(piped, "New passphrase"));
    }
    return show(node, node.client().post(PATH + "/setup", body));
  }

  @Command(name = "unlock", description = "Open it on this node.", mixinStandardHelpOptions = true)
  int unlock(
      @Mixin NodeOptionsMixin node,
      @Option(names = "--passphrase-stdin", description = "Read it from standard input.")
          boolean piped)
      throws Exception {
    NodeClient client = node.client();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    JsonNode now = client.get(PATH);
    if (now.path("root").asText("passphrase").equals("passphrase")) {
      body.put("passphrase", new HiddenInput(node).read(piped, "Passphrase"));
    }
    return show(node, client.post(PATH + "/unlock", body));
  }

  @Command(
      name = "lock",
      description = "Lock it on this node; calls that need a secret are refused from now on.",
      mixinStandardHelpOptions = true)
  int lock(@Mixin NodeOptionsMixin node) throws Exception {
    return show(node, node.client().post(PATH + "/lock", JsonNodeFactory.instance.objectNode()));
  }

  @Command(
      name = "passphrase",
      description = {
        "Another passphrase. After a leak, rotate too: kai vault rotate.",
        "Other nodes must be unlocked again."
      },
      mixinStandardHelpOptions = true)
  int passphrase(
      @Mixin NodeOptionsMixin node,
      @Option(
              names = "--passphrases-stdin",
              description = "Read both from standard input, the one of now first, a line each.")
          boolean piped)
      throws Exception {
    NodeClient client = node.client();
    boolean typed = client.get(PATH).path("root").asText().equals("passphrase");
    HiddenInput input = new HiddenInput(node);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (piped) {
      String[] lines = input.read(true, "The passphrases").split("\\R", -1);
      if (lines.length != (typed ? 2 : 1)) {
        throw node.wrong(typed ? "two lines are wanted" : "one line is wanted, the new one");
      }
      if (typed) {
        body.put("passphrase", lines[0]);
      }
      body.put("next", lines[lines.length - 1]);
    } else {
      if (typed) {
        body.put("passphrase", input.read(false, "Passphrase of now"));
      }
      body.put("next", input.readNew(false, "New passphrase"));
    }
    return show(node, client.post(PATH + "/passphrase", body));
  }

  @Command(
      name = "root",
      description = "Open it by a key file or variable from now on; it must be open.",
      mixinStandardHelpOptions = true)
  int root(
      @Mixin NodeOptionsMixin node, @Parameters(paramLabel = "key-file|environment") String kind)
      throws Exception {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("root", kind);
    return show(node, node.client().post(PATH + "/root", body));
  }

  @Command(
      name = "rotate",
      description = "A new key for all that is kept, while it is used.",
      mixinStandardHelpOptions = true)
  int rotate(@Mixin NodeOptionsMixin node) throws Exception {
    return show(node, node.client().post(PATH + "/rotate", JsonNodeFactory.instance.objectNode()));
  }

  @Command(
      name = "auto-lock",
      description = "After how long it locks by itself.",
      mixinStandardHelpOptions = true)
  int autoLock(
      @Mixin NodeOptionsMixin node,
      @Parameters(
              paramLabel = "AFTER",
              description = "1, 5, 15, 30, 60, 120, 240, 480 or 1440 minutes, never, at-restart.")
          String after)
      throws Exception {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("after", after);
    return show(node, node.client().post(PATH + "/auto-lock", body));
  }

  @Command(
      name = "backup",
      description = {
        "Write the wrapped keys that the journal needs into one file; no node is needed.",
        "They open nothing without the journal and the root, which are kept apart."
      },
      mixinStandardHelpOptions = true)
  int backup(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "FILE", description = "Must not exist yet.") Path file,
      @Option(
              names = "--journal",
              paramLabel = "JDBC-URL",
              description = "Of a cluster's database.")
          @Nullable String url) {
    return new VaultKeysCommand(node, url).backup(file);
  }

  @Command(
      name = "restore",
      description = {
        "Put back the wrapped keys that the journal needs and that are not there.",
        "Restore the journal first. What was deleted since the backup stays destroyed."
      },
      mixinStandardHelpOptions = true)
  int restore(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "FILE", description = "Of kai vault backup.") Path file,
      @Option(
              names = "--journal",
              paramLabel = "JDBC-URL",
              description = "Of a cluster's database.")
          @Nullable String url) {
    return new VaultKeysCommand(node, url).restore(file);
  }

  private static int show(NodeOptionsMixin node, JsonNode vault) {
    if (node.output().json()) {
      node.output().print(vault);
    } else {
      node.output().line(sentence(vault));
    }
    return Kai.OK;
  }

  /** Such as {@code the vault is unlocked by its key file, and stays so}. */
  static String sentence(JsonNode vault) {
    String state = vault.path("state").asText();
    if (state.equals("unset")) {
      return "the vault has not been set up";
    }
    String root =
        switch (vault.path("root").asText()) {
          case "key-file" -> "its key file";
          case "environment" -> "KAI_VAULT_KEY";
          default -> "a passphrase";
        };
    return state.equals("locked")
        ? "the vault is locked; it is opened by " + root
        : "the vault is unlocked by " + root + until(vault);
  }

  private static String until(JsonNode vault) {
    if (vault.hasNonNull("remainingSeconds")) {
      long seconds = vault.path("remainingSeconds").asLong();
      return ", for " + (seconds / 60) + " min " + (seconds % 60) + " s";
    }
    return vault.path("autoLock").asText().equals("at-restart") ? ", until the next start" : "";
  }
}
