package io.kaicd.actors.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.capability.ContractCatalog;
import io.kaicd.contract.version.VersionRange;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DigestsTest {
  @Test
  void a_bucket_holds_what_took_at_most_a_quarter_power_of_two() {
    for (long micros = 1; micros < 5_000_000; micros += 1 + micros / 7) {
      int bucket = Digests.bucket(micros);
      assertThat(Math.pow(2, bucket / 4.0)).isGreaterThanOrEqualTo(micros - 1e-6);
      if (bucket > 0) {
        assertThat(Math.pow(2, (bucket - 1) / 4.0)).isLessThan((double) micros);
      }
    }
  }

  @Test
  void what_it_gives_is_valid_by_the_contract_and_counted_once() {
    Digests digests = new Digests();
    digests.add("a", "trial", "ask", "", 100, 3, 4);
    digests.add("a", "trial", "ask", "plugin.failed", 300, 0, 0);
    var input = digests.take("one", Instant.now());
    var analytics = ContractCatalog.bundled().best("analytics", VersionRange.ANY).orElseThrow();
    var ingest = Objects.requireNonNull(analytics.operation("ingest"));
    assertThat(ingest.checkInput(input)).isEmpty();
    assertThat(input.at("/digests/0/calls").asInt()).isEqualTo(2);
    assertThat(input.at("/digests/0/errorsByCode/plugin.failed").asInt()).isEqualTo(1);
    assertThat(digests.take("one", Instant.now()).at("/digests")).isEmpty();
  }
}
