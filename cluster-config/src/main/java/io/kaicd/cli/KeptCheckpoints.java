package io.kaicd.cli;

import io.kaicd.actors.journal.verify.Checkpoint;
import io.kaicd.actors.journal.verify.CheckpointKey;
import io.kaicd.actors.journal.verify.Verifier.Known;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints that were kept elsewhere. A line carries the key that it is signed with, so it is
 * believed only when that key is the expected one.
 *
 * @param heads that the journal must still contain
 */
record KeptCheckpoints(List<Known> heads, List<String> notes) {
  /**
   * @param key the fingerprint of the node's key; null for that of the folder's key
   * @throws IllegalArgumentException when a line does not hold, or another key signed it
   */
  static KeptCheckpoints of(Path file, Path data, @Nullable String key) throws IOException {
    Optional<String> expected =
        key == null
            ? CheckpointKey.fingerprintIn(data)
            : Optional.of(key.replace(":", "").toLowerCase(Locale.ROOT));
    List<Known> heads = new ArrayList<>();
    TreeSet<String> trusted = new TreeSet<>();
    List<String> notes = new ArrayList<>();
    // What a crash left of a line may be any bytes.
    List<String> lines =
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank()) {
        continue;
      }
      if (!Checkpoint.whole(line)) { // cut off, which is not a signature that fails
        notes.add("line %d of %s is cut off, and passed over".formatted(i + 1, file));
        continue;
      }
      Checkpoint kept;
      try {
        kept = Checkpoint.parse(line);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
      }
      if (expected.isPresent() && !expected.get().equals(kept.fingerprint())) {
        throw new IllegalArgumentException(
            "%s: a line is signed with the key %s, not with %s"
                .formatted(file, kept.fingerprint(), expected.get()));
      }
      trusted.add(kept.fingerprint());
      heads.addAll(kept.heads());
    }
    if (trusted.isEmpty() && !notes.isEmpty()) {
      throw new IllegalArgumentException(file + " holds no whole checkpoint");
    }
    if (expected.isEmpty()) {
      trusted.forEach(
          taken ->
              notes.add(
                  "the checkpoints are signed with the key "
                      + taken
                      + ", which was taken on trust; name the node's with --key"));
    }
    return new KeptCheckpoints(heads, notes);
  }
}
