package io.kaicd.actors.journal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointKeyTest {
  @TempDir private Path folder;

  @Test
  void all_who_need_it_first_get_the_same_key() throws Exception {
    for (int round = 0; round < 20; round++) {
      Path data = folder.resolve("data-" + round);
      CountDownLatch ready = new CountDownLatch(1);
      Set<String> made = new HashSet<>();
      try (var threads = Executors.newFixedThreadPool(8)) {
        List<Future<String>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          all.add(
              threads.submit(
                  () -> {
                    ready.await();
                    return CheckpointKey.fingerprint(
                        CheckpointKey.of(data).getPublic().getEncoded());
                  }));
        }
        ready.countDown();
        for (Future<String> one : all) {
          made.add(one.get());
        }
      }
      assertThat(made).hasSize(1);
      assertThat(CheckpointKey.fingerprintIn(data)).hasValue(made.iterator().next());
    }
  }
}
