package io.kaicd.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.cli.ReadJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Versions of a definition; and requests that are denied, which the audit's stream counts. */
final class DefinitionLoad implements Load {
  static final String INSTALLED = "registry/definition-installed storm@";
  private static final int MOST = 1_500; // a registry keeps two thousand

  private final Ledger ledger;
  private final AtomicInteger number = new AtomicInteger();
  private final AtomicInteger denied = new AtomicInteger();

  DefinitionLoad(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public List<Storm.Writer> writers() {
    return List.of(
        api -> {
          stranger(api);
          install(api);
        });
  }

  private void stranger(Api api) throws IOException, InterruptedException {
    denied.incrementAndGet();
    assertThat(new Api(api.address(), "not-a-token").get("/api/v1/keys").status()).isEqualTo(401);
  }

  private void install(Api api) throws IOException, InterruptedException {
    if (number.get() >= MOST) {
      return;
    }
    String version = "1.0." + number.incrementAndGet();
    String document =
        """
        {"id":"storm","version":"%s","host":"^1.0.0","title":"Storm","category":"test",
         "implementation":{"plugin":"analytics","version":"*"},
         "capabilities":[{"id":"analytics","version":"1.0.0"}]}"""
            .formatted(version);
    ledger.ask(INSTALLED + version);
    Api.Answer answer = api.put("/api/v1/definitions/storm/" + version, document);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    ledger.acknowledge(INSTALLED + version);
  }

  @Override
  public void prove(Api api) throws IOException, InterruptedException {
    Set<String> there = new HashSet<>();
    for (String version : api.get("/api/v1/definitions/storm").body().findValuesAsText("version")) {
      there.add(INSTALLED + version);
    }
    Set<String> wanted = new HashSet<>(ledger.acknowledged());
    wanted.removeIf(event -> !event.startsWith(INSTALLED));
    assertThat(there).containsAll(wanted);
  }

  @Override
  public void proveFiles(Path data, ReadJournal journal) {
    int counted = 0;
    for (ReadJournal.Told told : journal.of("audit")) {
      for (JsonNode line : told.event().path("denials")) {
        counted += line.path("count").asInt();
      }
    }
    assertThat(counted).as("denials that the audit counts").isBetween(1, denied.get());
  }

  @Override
  public String counts() {
    return "%d definitions, %d denials".formatted(ledger.acknowledged(INSTALLED), denied.get());
  }
}
