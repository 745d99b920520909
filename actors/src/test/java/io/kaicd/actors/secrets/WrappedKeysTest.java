package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store of wrapped keys does. */
class WrappedKeysTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  @TempDir private Path folder;

  enum Store {
    FILES,
    DATABASE
  }

  private WrappedKeys store(Store store) {
    if (store == Store.FILES) {
      return new FileWrappedKeys(folder.resolve("keys"));
    }
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    return new JdbcWrappedKeys(database, Clock.systemUTC());
  }

  private static String id() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static WrappedKey key(String id) {
    byte[] box = new byte[60];
    RANDOM.nextBytes(box);
    return new WrappedKey(id, id(), new Box(box));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void keeps_replaces_and_deletes(Store kind) {
    WrappedKeys store = store(kind);
    WrappedKey first = key(id());
    WrappedKey next = key(first.id());
    store.put(first);
    store.put(key(id()));

    assertThat(store.get(first.id())).contains(first);
    assertThatThrownBy(() -> store.put(next)).isInstanceOf(IllegalStateException.class);
    assertThat(store.replace(next, first)).isFalse();
    assertThat(store.replace(first, next)).isTrue();
    assertThat(store.get(first.id())).contains(next);
    assertThat(store.list()).hasSize(2).anyMatch(each -> each.id().equals(first.id()));

    store.delete(first.id());
    store.delete(first.id());

    assertThat(store.get(first.id())).isEmpty();
    assertThat(store.replace(next, first)).as("a deleted key does not come back").isFalse();
    assertThat(store.list()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void one_of_many_replaces(Store kind) {
    WrappedKeys store = store(kind);
    WrappedKey first = key(id());
    store.put(first);
    AtomicInteger replaced = new AtomicInteger();
    ConcurrentHashMap<String, WrappedKey> winner = new ConcurrentHashMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Stream.generate(() -> key(first.id()))
          .limit(20)
          .forEach(
              next ->
                  threads.execute(
                      () -> {
                        if (store.replace(first, next)) {
                          replaced.incrementAndGet();
                          winner.put("it", next);
                        }
                      }));
    }
    assertThat(replaced).hasValue(1);
    assertThat(store.get(first.id())).contains(winner.get("it"));
  }
}
