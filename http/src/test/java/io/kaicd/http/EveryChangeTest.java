package io.kaicd.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.http.endpoint.Endpoint;
import io.kaicd.http.endpoint.Method;
import io.kaicd.http.resource.OperationIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each endpoint that can change something is in the table of the event that tells of it. */
class EveryChangeTest {
  private static final Path PAGE = Path.of("../documentation/audit.md");
  private static final Path GOLDEN = Path.of("../actors/src/test/resources/golden");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(\\w+)` \\| ([^|]+) \\| ([^|]+) \\|$");
  private static final Pattern EVENT = Pattern.compile("`([a-z-]+)/([a-z-]+)`");

  /**
   * By the operation's id: {@code stream/event}, several where it depends on what is asked, or why
   * there is none. A new endpoint that is no GET has to be written here, and thought about.
   */
  private static final Map<String, String> EVENTS =
      Map.ofEntries(
          Map.entry("putDefinition", "`registry/definition-installed`"),
          Map.entry("deleteDefinition", "`registry/definition-removed`"),
          Map.entry("putService", "`registry/service-put`"),
          Map.entry("deleteService", "`registry/service-removed`"),
          Map.entry("quarantineService", "`registry/service-quarantined`"),
          Map.entry("releaseService", "`registry/service-released`"),
          Map.entry("putProfile", "`configuration/profile-created`, `configuration/parent-set`"),
          Map.entry("patchProfile", "`configuration/profile-patched`"),
          Map.entry("deleteProfile", "`configuration/profile-deleted`"),
          Map.entry("activateProfile", "`configuration/profile-activated`"),
          Map.entry("promoteProfile", "`configuration/profile-promoted`"),
          Map.entry("rollBackProfile", "`configuration/profile-rolled-back`"),
          Map.entry("importProfiles", "`configuration/profiles-imported`"),
          Map.entry("makeKey", "`keys/key-made`"),
          Map.entry("revokeKey", "`keys/key-revoked`"),
          Map.entry("setUpVault", "`vault/vault-set-up`"),
          Map.entry("unlockVault", "`vault/vault-unlocked`"),
          Map.entry("lockVault", "`vault/vault-locked`"),
          Map.entry("changePassphrase", "`vault/root-changed`"),
          Map.entry("changeRoot", "`vault/root-changed`"),
          Map.entry(
              "rotateVault", "`vault/kek-added`, `vault/kek-made-primary`, `vault/kek-retired`"),
          Map.entry("setAutoLock", "`vault/auto-lock-set`"),
          Map.entry("putSecret", "`vault/secret-put`"),
          Map.entry("rotateSecret", "`vault/secret-put`"),
          Map.entry("rollBackSecret", "`vault/secret-rolled-back`"),
          Map.entry("expireSecret", "`vault/secret-expiry-set`"),
          Map.entry("deleteSecret", "`vault/secret-deleted`"),
          Map.entry("exportSecrets", "`vault/secrets-exported`"),
          Map.entry("importSecrets", "`vault/secret-put`"),
          Map.entry("verifyJournal", "none: changes nothing"),
          Map.entry("signCheckpoint", "none: changes nothing"),
          Map.entry("callCapability", "none: a call"),
          Map.entry("callService", "none: a call"),
          Map.entry("createChatCompletion", "none: a call"),
          Map.entry("createEmbedding", "none: a call"));

  private static Map<String, String> page() throws IOException {
    Map<String, String> rows = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(PAGE));
    while (row.find()) {
      rows.put(row.group(1), row.group(3));
    }
    return rows;
  }

  @Test
  void everyEndpointThatIsNoGetHasItsEventInTheTable() {
    try (Door door = Door.open()) {
      var changing =
          Endpoints.of(door.house(), door.settings, OperationIndex.of(door.contracts))
              .endpoints()
              .stream()
              .filter(endpoint -> endpoint.method() != Method.GET)
              .collect(Collectors.toMap(e -> e.docs().id(), Endpoint::path));

      assertThat(changing.keySet()).containsExactlyInAnyOrderElementsOf(EVENTS.keySet());
    }
  }

  @Test
  void thePageSaysTheSame() throws IOException {
    assertThat(page()).containsExactlyInAnyOrderEntriesOf(EVENTS);
  }

  @Test
  void eachEventOfTheTableIsOneThatTheJournalHolds() {
    for (String events : EVENTS.values()) {
      Matcher event = EVENT.matcher(events);
      while (event.find()) {
        assertThat(GOLDEN.resolve(event.group(1)).resolve(event.group(2) + "-1.hex")).exists();
      }
      assertThat(events.startsWith("none: ") || EVENT.matcher(events).find()).isTrue();
    }
  }
}
