package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.cli.FakeServer.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsCommandTest {
  private static final String EXPORT = "POST /api/v1/vault/export";

  private final FakeServer node = new FakeServer();
  @TempDir private Path folder;

  @BeforeEach
  void start() {
    node.on(EXPORT, Answer.ok("{\"format\":\"kai-secrets/1\",\"box\":\"AA==\",\"skipped\":[]}"));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Ran export(Path file) {
    return Ran.piped(
        "correct horse battery\n",
        () ->
            Ran.kai(
                folder.resolve("data"),
                node,
                "secrets",
                "export",
                file.toString(),
                "--passphrase-stdin"));
  }

  @Test
  void an_export_is_for_its_owner_alone() throws Exception {
    Path file = folder.resolve("sealed.json");

    Ran ran = export(file);

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(file).content().isEqualTo("{\"format\":\"kai-secrets/1\",\"box\":\"AA==\"}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  /** The journal would else tell of an export that nobody has. */
  @Test
  void a_file_that_is_there_is_not_replaced_and_nothing_is_exported() throws Exception {
    Path file = Files.writeString(folder.resolve("sealed.json"), "mine");

    Ran ran = export(file);

    assertThat(ran.exit()).isEqualTo(Kai.REFUSED);
    assertThat(ran.err()).contains("is there already", "Name another file");
    assertThat(file).content().isEqualTo("mine");
    assertThat(node.asked(EXPORT)).isEmpty();
  }

  @Test
  void the_list_tells_of_uses_on_all_nodes() {
    node.otherwise(
        any ->
            Answer.ok(
                """
                {"items":[{"name":"gpu","condition":"ready","version":2,"expires":null,\
                "lastUsed":"2026-01-01T00:00:00Z","allow":[{"host":"gpu.lan","path":"/"}]}],\
                "next":null}"""));

    Ran ran = Ran.kai(folder.resolve("data"), node, "secrets", "list");

    assertThat(ran.out()).contains("LAST USED").doesNotContain("HERE").contains("2026-01-01");
  }
}
