package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** In which registries the first services are made. */
class FirstServicesTest {
  private static final Set<String> ALL = Set.of("embedding", "vector-store", "analytics");

  @Test
  void a_start_that_was_cut_off_is_taken_up_again() {
    assertThat(FirstServices.isFirst(0, 0, Set.of())).as("nothing yet").isTrue();
    assertThat(FirstServices.isFirst(5, 5, Set.of())).as("definitions alone").isTrue();
    assertThat(FirstServices.isFirst(7, 6, Set.of("analytics"))).as("a part").isTrue();
    assertThat(FirstServices.isFirst(9, 6, ALL)).as("all, and nothing to do").isTrue();
  }

  @Test
  void what_an_owner_has_done_is_left_as_it_is() {
    assertThat(FirstServices.isFirst(10, 6, Set.of("embedding", "vector-store")))
        .as("one removed")
        .isFalse();
    assertThat(FirstServices.isFirst(12, 6, Set.of())).as("all removed").isFalse();
    assertThat(FirstServices.isFirst(7, 6, Set.of("mine"))).as("one of his own").isFalse();
    assertThat(FirstServices.isFirst(10, 6, ALL)).as("one changed").isFalse();
    assertThat(FirstServices.isFirst(7, 5, Set.of())).as("a definition removed").isFalse();
  }
}
