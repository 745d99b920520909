package io.kaicd.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.journal.verify.Backup;
import io.kaicd.actors.journal.verify.Checkpoint;
import io.kaicd.actors.journal.verify.Verifier.Verified;
import io.kaicd.contract.json.Json;
import io.kaicd.node.Checkpoints;
import io.kaicd.node.JournalRestore;
import io.kaicd.node.OpenedJournal;
import io.kaicd.node.StartRefused;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "journal",
    description =
        "The history of who changed what; and verify, back up and restore it without a node.",
    mixinStandardHelpOptions = true,
    subcommands = JournalHistoryCommand.class,
    synopsisSubcommandLabel = "COMMAND")
final class JournalCommand {
  private static final String RESTORE =
      "Keep it as it is; kai journal restore makes another from a backup";

  @Command(
      name = "verify",
      description = {
        "Prove that every record is there and as it was written.",
        "Exits with 1 and names the first record that is not."
      },
      mixinStandardHelpOptions = true)
  int verify(
      @Mixin NodeOptionsMixin node,
      @Option(names = "--backup", paramLabel = "FILE", description = "Look at a backup instead.")
          @Nullable Path backup,
      @Option(
              names = "--journal",
              paramLabel = "JDBC-URL",
              description = "Look at a database; KAI_JOURNAL_USER and KAI_JOURNAL_PASSWORD.")
          @Nullable String url,
      @Option(
              names = "--checkpoint",
              paramLabel = "FILE",
              description = "Checkpoints that were kept elsewhere, a line each.")
          @Nullable Path checkpoint,
      @Option(
              names = "--key",
              paramLabel = "FINGERPRINT",
              description = {
                "Of the key that signed them, as kai journal checkpoint printed it;",
                "else the data folder's."
              })
          @Nullable String key) {
    try (OpenedJournal journal =
        backup != null ? OpenedJournal.ofBackup(backup) : OpenedJournal.of(node.folder(), url)) {
      KeptCheckpoints kept =
          checkpoint == null
              ? new KeptCheckpoints(List.of(), List.of())
              : KeptCheckpoints.of(checkpoint, node.folder(), key);
      List<Verified> verified = journal.verify(kept.heads());
      List<String> notes = new ArrayList<>(journal.notes());
      notes.addAll(kept.notes());
      show(node.output(), "holds", verified, notes);
      return Kai.OK;
    } catch (IllegalArgumentException e) {
      return refused(
          node,
          "journal.checkpoint",
          String.valueOf(e.getMessage()),
          "Name the key of the node that signed them with --key, and believe no other");
    } catch (BrokenJournal e) {
      return broken(node, e);
    } catch (IOException e) {
      return unusable(node, e);
    }
  }

  @Command(
      name = "backup",
      description = {
        "Write all records into one file, while the node runs or not.",
        "It holds no token, no key, and no data of services."
      },
      mixinStandardHelpOptions = true)
  int backup(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "FILE", description = "Must not exist yet.") Path file,
      @Option(names = "--journal", paramLabel = "JDBC-URL", description = "Back up a database.")
          @Nullable String url) {
    try (OpenedJournal journal = OpenedJournal.of(node.folder(), url)) {
      List<Verified> verified = journal.verify(List.of());
      Backup.write(file, journal.records(), verified);
      List<String> notes = new ArrayList<>(journal.notes());
      if (hasVault(verified)) {
        notes.add("the vault's wrapped keys are not in it: kai vault backup FILE");
      }
      show(node.output(), "is in " + file, verified, notes);
      return Kai.OK;
    } catch (BrokenJournal e) {
      return broken(node, e);
    } catch (IOException e) {
      return unusable(node, e);
    }
  }

  @Command(
      name = "restore",
      description = "Fill an empty data folder, or an empty database, from a backup.",
      mixinStandardHelpOptions = true)
  int restore(
      @Mixin NodeOptionsMixin node,
      @Parameters(paramLabel = "FILE", description = "A backup.") Path file,
      @Option(
              names = "--journal",
              paramLabel = "auto|leveldb|JDBC-URL",
              defaultValue = "auto",
              description = "Where to: ${DEFAULT-VALUE}.")
          String journal) {
    try (Backup backup = Backup.open(file)) {
      List<Verified> verified =
          JournalRestore.restore(backup, node.folder().toAbsolutePath(), journal);
      List<String> notes =
          hasVault(verified)
              ? List.of(
                  "the vault's wrapped keys are restored apart, and its secrets open with them:"
                      + " kai vault restore FILE")
              : List.of();
      show(node.output(), "is in " + node.folder(), verified, notes);
      return Kai.OK;
    } catch (IllegalArgumentException e) {
      return broken(node, new BrokenJournal(file + ": " + e.getMessage()));
    } catch (BrokenJournal e) {
      return broken(node, e);
    } catch (IOException e) {
      return unusable(node, e);
    } catch (StartRefused e) {
      return refused(node, "journal.not-restored", String.valueOf(e.getMessage()), e.remedy());
    }
  }

  @Command(
      name = "checkpoint",
      description = {
        "Print the heads of all streams, signed by the node, in one line to keep elsewhere.",
        "kai journal verify --checkpoint then shows that nothing before it was rolled back.",
        "The fingerprint of the node's key goes to standard error: keep it too, for --key."
      },
      mixinStandardHelpOptions = true)
  int checkpoint(@Mixin NodeOptionsMixin node) {
    Path data = node.folder();
    try {
      String id = Files.readString(data.resolve("node-id")).strip();
      Checkpoint made = new Checkpoints(data, id).sign();
      node.output().line(made.toString());
      node.err().println("signed with the key " + made.fingerprint());
      node.err().flush();
      return Kai.OK;
    } catch (BrokenJournal e) {
      return broken(node, e);
    } catch (IOException e) {
      return unusable(node, e);
    }
  }

  private static boolean hasVault(List<Verified> verified) {
    return verified.stream().anyMatch(one -> one.stream().equals("vault") && one.head().seq() > 0);
  }

  private static void show(
      Output output, String what, List<Verified> verified, List<String> notes) {
    if (output.json()) {
      ObjectNode shown = Json.shared().createObjectNode().put("holds", true);
      ArrayNode streams = shown.putArray("streams");
      for (Verified one : verified) {
        streams
            .addObject()
            .put("stream", one.stream())
            .put("records", one.head().seq())
            .put("hash", HexFormat.of().formatHex(one.head().hash()))
            .put("snapshots", one.snapshots());
      }
      ArrayNode noted = shown.putArray("notes");
      notes.forEach(noted::add);
      output.print(shown);
      return;
    }
    for (Verified one : verified) {
      output.line(
          "%s %s: %d records, head %s%s"
              .formatted(
                  one.stream(),
                  what,
                  one.head().seq(),
                  HexFormat.of().formatHex(one.head().hash(), 0, 8),
                  one.snapshots() == 0 ? "" : ", " + one.snapshots() + " snapshots agree"));
    }
    notes.forEach(note -> output.line("note: " + note));
  }

  private static int broken(NodeOptionsMixin node, BrokenJournal broken) {
    return refused(node, "journal.broken", String.valueOf(broken.getMessage()), RESTORE);
  }

  private static int unusable(NodeOptionsMixin node, IOException failure) {
    return switch (failure) {
      case NoSuchFileException none ->
          refused(node, "journal.none", "there is no " + none.getFile(), "Name another file");
      case FileAlreadyExistsException there ->
          refused(
              node,
              "journal.exists",
              there.getFile() + " is there already, and is not replaced",
              "Name another file");
      default ->
          refused(
              node,
              "journal.none",
              String.valueOf(failure.getMessage()),
              "Name the data folder with --data, or the database with --journal");
    };
  }

  private static int refused(NodeOptionsMixin node, String code, String detail, String remedy) {
    ObjectNode problem =
        Json.shared()
            .createObjectNode()
            .put("code", code)
            .put("detail", detail)
            .put("remedy", remedy);
    return node.explain(problem);
  }
}
