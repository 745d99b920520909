package io.kaicd.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.actors.journal.BrokenJournal;
import io.kaicd.actors.secrets.VaultBackup;
import io.kaicd.actors.secrets.VaultBackup.Restored;
import io.kaicd.actors.secrets.VaultBackup.Written;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import io.kaicd.contract.json.Json;
import io.kaicd.node.KeyStores;
import io.kaicd.node.OpenedJournal;
import io.kaicd.node.StartRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Backup and restore of a vault's wrapped keys, beside those of its journal; no node is needed. */
final class VaultKeysCommand {
  private static final int TRIES = 5;
  private static final String CODE = "vault.keys";

  private final NodeOptionsMixin node;
  private final @Nullable String url;

  /**
   * @param url of the cluster's database, null for what the data folder holds
   */
  VaultKeysCommand(NodeOptionsMixin node, @Nullable String url) {
    this.node = node;
    this.url = url;
  }

  private interface Run {
    int now() throws IOException, StartRefused;
  }

  int backup(Path file) {
    return said(
        () -> {
          Written written = written(file);
          if (node.output().json()) {
            ObjectNode shown =
                Json.shared()
                    .createObjectNode()
                    .put("record", written.seq())
                    .put("keys", written.keys());
            names(shown.putArray("lost"), written.lost());
            node.output().print(shown);
          } else {
            node.output()
                .line(
                    "%d wrapped keys are in %s, made at record %d of the vault; they open nothing without the journal and the root"
                        .formatted(written.keys(), file, written.seq()));
            note("no key was found for a version of: ", written.lost());
          }
          return Kai.OK;
        });
  }

  private Written written(Path file) throws IOException {
    for (int left = TRIES; left > 0; left--) {
      try (OpenedJournal journal = OpenedJournal.of(node.folder(), url)) {
        var _ = journal.verify(List.of());
        Optional<Written> written = use(store -> VaultBackup.write(file, journal.records(), store));
        if (written.isPresent()) {
          return written.get();
        }
      }
    }
    throw new IOException("the vault's key was rotated during each of " + TRIES + " copies");
  }

  int restore(Path file) {
    return said(
        () -> {
          VaultBackup backup = VaultBackup.open(file);
          Restored restored;
          try (OpenedJournal journal = OpenedJournal.of(node.folder(), url)) {
            var _ = journal.verify(List.of());
            restored =
                KeyStores.useAlone(
                    node.folder(),
                    url,
                    user(),
                    password(),
                    store -> backup.restore(journal.records(), store));
          }
          if (node.output().json()) {
            ObjectNode shown =
                Json.shared()
                    .createObjectNode()
                    .put("madeAt", restored.madeAt())
                    .put("put", restored.put())
                    .put("there", restored.there())
                    .put("left", restored.left());
            names(shown.putArray("lacking"), restored.lacking());
            node.output().print(shown);
          } else {
            node.output()
                .line(
                    "%d keys are back, %d were there, %d are left out: the journal does not need them"
                        .formatted(restored.put(), restored.there(), restored.left()));
            note("undecryptable, for want of a key, is a version of: ", restored.lacking());
          }
          return Kai.OK;
        });
  }

  private <T> T use(KeyStores.Use<T> use) throws IOException {
    return KeyStores.use(node.folder(), url, user(), password(), use);
  }

  private static String user() {
    return System.getenv().getOrDefault("KAI_JOURNAL_USER", "");
  }

  private static String password() {
    return System.getenv().getOrDefault("KAI_JOURNAL_PASSWORD", "");
  }

  private void note(String what, SortedSet<String> names) {
    if (!names.isEmpty()) {
      node.output().line("note: " + what + String.join(", ", names));
    }
  }

  private static void names(ArrayNode shown, SortedSet<String> names) {
    names.forEach(shown::add);
  }

  private int said(Run run) {
    try {
      return run.now();
    } catch (RejectedException e) {
      Rejection why = e.rejection();
      return refused(why.code().text(), why.message(), why.remedy());
    } catch (BrokenJournal e) {
      return refused(
          "journal.broken",
          String.valueOf(e.getMessage()),
          "Keep it as it is; kai journal restore makes another from a backup");
    } catch (StartRefused e) {
      return refused(CODE, String.valueOf(e.getMessage()), e.remedy());
    } catch (FileAlreadyExistsException e) {
      return refused(CODE, e.getFile() + " is there already, and is not replaced", "Name another");
    } catch (NoSuchFileException e) {
      return refused(CODE, "there is no " + e.getFile(), "Name another file");
    } catch (IllegalArgumentException e) {
      return refused(CODE, String.valueOf(e.getMessage()), "Name a file of kai vault backup");
    } catch (IOException | UncheckedIOException e) {
      return refused(
          CODE,
          String.valueOf(e.getMessage()),
          "Name the data folder with --data, or the database with --journal");
    }
  }

  private int refused(String code, String detail, String remedy) {
    return node.explain(
        Json.shared()
            .createObjectNode()
            .put("code", code)
            .put("detail", detail)
            .put("remedy", remedy));
  }
}
