package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceGuardTest {
  @TempDir Path folder;

  @Test
  void refuses_when_less_than_the_minimum_is_free() {
    assertThat(new SpaceGuard(folder, 1).refusal()).isEmpty();
    assertThat(new SpaceGuard(folder, Long.MAX_VALUE).refusal().map(Rejection::code))
        .contains(ErrorCode.STORAGE_FULL);
  }

  @Test
  void refuses_when_the_disk_is_read_only_or_away() {
    assertThat(new SpaceGuard(Path.of("/proc/self"), 0).refusal().map(Rejection::code))
        .contains(ErrorCode.STORAGE_UNAVAILABLE);
    assertThat(new SpaceGuard(folder.resolve("gone"), 0).refusal().map(Rejection::code))
        .contains(ErrorCode.STORAGE_UNAVAILABLE);
  }
}
