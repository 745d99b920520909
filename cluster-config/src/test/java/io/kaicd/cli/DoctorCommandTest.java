package io.kaicd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.cli.FakeServer.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorCommandTest {
  private static final String VAULT = "GET /api/v1/vault";
  private static final String LIST = "GET /api/v1/services?limit=100";
  private static final String EFFECTIVE = "GET /api/v1/profiles/prod/effective";

  private final FakeServer node =
      new FakeServer()
          .on("GET /health/ready", Answer.ok("{\"status\":\"ready\"}"))
          .on(
              VAULT,
              Answer.ok("{\"state\":\"unlocked\",\"root\":\"key-file\",\"autoLock\":\"never\"}"))
          .on(
              "GET /api/v1/profiles?limit=100",
              Answer.ok(
                  "{\"items\":[{\"id\":\"dev\",\"active\":false},{\"id\":\"prod\",\"active\":true}]}"))
          .on(EFFECTIVE, Answer.ok("{\"clashes\":[]}"))
          .on(LIST, Answer.ok("{\"items\":[{\"id\":\"a\",\"status\":{\"phase\":\"ready\"}}]}"));
  @TempDir private Path data;

  @AfterEach
  void stop() {
    node.close();
  }

  private Ran doctor(String mode) throws Exception {
    Files.createDirectories(data);
    Files.writeString(data.resolve("token"), "t");
    Files.setPosixFilePermissions(data.resolve("token"), PosixFilePermissions.fromString(mode));
    return Ran.kai(data, node, "doctor");
  }

  @Test
  void aReportHasNoConfigurationAndNoSecret() throws Exception {
    node.on(
        LIST,
        Answer.ok(
            """
            {"items":[{"id":"a","config":{"baseUrl":"http://inner.lan"},"labels":{"site":"home"},
              "status":{"phase":"failed","lastProblem":{"detail":"password=hunter22 was refused"}}}]}"""));
    Files.writeString(data.resolve("kai.log"), "12:00 WARN Authorization: Bearer abcdef0123456\n");
    Path report = data.resolve("report.txt");

    Ran ran = Ran.kai(data, node, "doctor", "--report", report.toString());

    assertThat(ran.out()).contains("the report is in " + report);
    assertThat(Files.readString(report))
        .contains("service a is failed", "\"phase\":\"failed\"", "Authorization: Bearer [redacted]")
        .contains("password=[redacted]")
        .doesNotContain("inner.lan", "home", "hunter22", "abcdef0123456");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(report)))
        .isEqualTo("rw-------");
  }

  @Test
  void aHealthyNodeIsOk() throws Exception {
    Ran ran = doctor("rw-------");

    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(ran.out()).contains("journal: LevelDB", "service a is ready", "MiB free");
    assertThat(ran.out()).doesNotContain("WRONG");
  }

  @Test
  void anOpenTokenFileASickServiceAndANodeThatIsNotReadyAreTold() throws Exception {
    assertThat(doctor("rw-r--r--").out()).contains("WRONG", "chmod 600");

    node.on(
        LIST,
        Answer.ok(
            "{\"items\":[{\"id\":\"a\",\"status\":{\"phase\":\"quarantined\","
                + "\"lastProblem\":{\"remedy\":\"Release it\"}}}]}"));
    Ran sick = doctor("rw-------");
    assertThat(sick.exit()).isEqualTo(Kai.REFUSED);
    assertThat(sick.out()).contains("service a is quarantined", "Release it");

    node.on("GET /health/ready", Answer.problem(503, "node.not-ready"));
    assertThat(doctor("rw-------").exit()).isEqualTo(Kai.REFUSED);
  }

  @Test
  void anEnvironmentThatHidesConfigurationIsTold() throws Exception {
    node.on(EFFECTIVE, Answer.ok("{\"clashes\":[\"KAI_CONFIG_GONE__X names no service\"]}"));

    Ran ran = doctor("rw-------");

    assertThat(ran.exit()).isEqualTo(Kai.REFUSED);
    assertThat(ran.out()).contains("WRONG", "KAI_CONFIG_GONE__X names no service");
  }

  @Test
  void whatOpensTheVaultAndWhatARebootMeansIsTold() throws Exception {
    assertThat(doctor("rw-------").out())
        .contains("the vault is unlocked by its key file", "is opened without anybody");

    node.on(VAULT, Answer.ok("{\"state\":\"locked\",\"root\":\"passphrase\",\"autoLock\":\"15\"}"));
    Ran locked = doctor("rw-------");

    assertThat(locked.exit()).isEqualTo(Kai.REFUSED);
    assertThat(locked.out())
        .contains("it is opened by a passphrase", "kai vault unlock", "stays locked until");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unset    | ''          | ''         | the vault has not been set up                   | ''
          unlocked | environment | never      | the vault is unlocked by KAI_VAULT_KEY          | is opened without anybody
          unlocked | environment | at-restart | unlocked by KAI_VAULT_KEY, until the next start | stays locked until somebody unlocks it
          locked   | environment | never      | locked; it is opened by KAI_VAULT_KEY           | is opened without anybody
          unlocked | passphrase  | never      | the vault is unlocked by a passphrase           | stays locked until somebody unlocks it
          """)
  void eachStateOfTheVaultHasItsWords(
      String state, String root, String autoLock, String now, String atStart) throws Exception {
    node.on(
        VAULT,
        Answer.ok(
            "{\"state\":\"%s\",\"root\":\"%s\",\"autoLock\":\"%s\"}"
                .formatted(state, root, autoLock)));

    String told = doctor("rw-------").out();

    assertThat(told).contains((state.equals("locked") ? "WRONG  " : "ok     ") + "the vault ");
    assertThat(told).contains(now);
    if (atStart.isEmpty()) {
      assertThat(told).doesNotContain("after a start of the node");
    } else {
      assertThat(told).contains("after a start of the node the vault " + atStart);
    }
  }

  @Test
  void noNodeIsToldWithThePortsThatItWouldTake() {
    Ran ran = Ran.kai("doctor", "--data", data.resolve("none").toString(), "-o", "json");

    assertThat(ran.exit()).isEqualTo(Kai.REFUSED);
    assertThat(ran.json().findValuesAsText("what"))
        .anyMatch(what -> what.contains("there is no folder"))
        .anyMatch(what -> what.contains("port 7480"));
  }

  @Test
  void a_report_is_written_of_a_folder_where_no_node_runs() throws Exception {
    Files.writeString(data.resolve("kai.log"), "12:00 ERROR it did not start\n");
    Path report = data.resolve("report.txt");

    Ran ran = Ran.kai("doctor", "--data", data.toString(), "--report", report.toString());

    assertThat(ran.exit()).as(ran.err()).isEqualTo(Kai.REFUSED);
    assertThat(ran.out()).contains("the report is in " + report);
    assertThat(Files.readString(report))
        .contains("no answer: no node runs on " + data, "it did not start");
  }
}
