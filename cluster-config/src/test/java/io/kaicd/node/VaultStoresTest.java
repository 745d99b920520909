package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class VaultStoresTest {
  private static final Config DB =
      ConfigFactory.parseString("{user=kai, password=p, connectionTimeout=5000}");

  @Test
  void a_database_that_hangs_is_given_up() {
    var settings = VaultStores.settings("jdbc:postgresql://db/kai", DB);

    assertThat(settings.getDataSourceProperties())
        .containsOnly(entry("socketTimeout", "10"), entry("connectTimeout", "10"));
  }

  /** It refuses what it does not know. */
  @Test
  void another_kind_is_told_nothing_that_it_may_not_know() {
    assertThat(VaultStores.settings("jdbc:h2:tcp://db/kai", DB).getDataSourceProperties())
        .isEmpty();
  }
}
