package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import io.kaicd.contract.redaction.Redaction;
import io.kaicd.node.NodeOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "doctor",
    description = "Look at a node and its folder, and say what is wrong.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  private static final int JDK = 25;
  private static final long LEAST_FREE = 256L << 20;
  private static final Duration CERTIFICATE_LEFT = Duration.ofDays(14);

  @Mixin private NodeOptionsMixin node = new NodeOptionsMixin();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write a report to be sent with a problem; redacted, without configuration.")
  private @Nullable Path report;

  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param remedy empty when it is good
   */
  record Finding(boolean good, String what, String remedy) {}

  @Override
  public Integer call() throws Exception {
    find(Runtime.version().feature() >= JDK, "Java " + Runtime.version(), "Install a JDK " + JDK);
    Path folder = node.folder();
    if (Files.isDirectory(folder)) {
      disk(folder);
      token(folder.resolve("token"));
    } else {
      find(false, "there is no folder " + folder, "Start a node with ./kai run");
    }
    if (!reached()) {
      ports();
    }
    Path file = report;
    if (file != null) {
      BugReport written = new BugReport(findings, Instant.now());
      try {
        written.ask(node.client());
      } catch (Unreachable e) {
        written.unasked(e); // of a node that does not run the log tells most
      }
      written.log(folder.resolve("kai.log"));
      written.write(file);
    }
    show();
    if (file != null && !node.output().json()) {
      node.output().line("the report is in " + file + "; read it before you send it");
    }
    return findings.stream().allMatch(Finding::good) ? Kai.OK : Kai.REFUSED;
  }

  private void find(boolean good, String what, String remedy) {
    // What it finds is what people paste into a report.
    findings.add(
        new Finding(good, Redaction.redacted(what), good ? "" : Redaction.redacted(remedy)));
  }

  private void disk(Path folder) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    find(
        free >= LEAST_FREE,
        (free >> 20) + " MiB free for " + folder,
        "Free some: on a nearly full disk nothing is written");
    find(Files.isWritable(folder), folder + " may be written to", "Make it writable");
    try {
      JsonNode note = Json.parse(Files.readAllBytes(folder.resolve("node.json")));
      boolean alive =
          ProcessHandle.of(note.path("pid").asLong()).map(ProcessHandle::isAlive).orElse(false);
      find(
          alive,
          "node " + note.path("node").asText() + " is process " + note.path("pid").asText(),
          "It ended without a good-bye: see " + folder.resolve("kai.log") + ", start it again");
      find(true, "journal: " + note.path("journal").asText(), "");
      tls(note.path("tls"));
    } catch (IOException | RejectedException e) {
      // no node runs, which is said below
    }
  }

  private void tls(JsonNode tls) {
    if (!tls.isObject()) {
      find(true, "TLS is off, which only loopback allows", "");
      return;
    }
    find(true, "TLS is on, SHA-256 " + tls.path("fingerprint").asText(), "");
    Instant until = Instant.parse(tls.path("until").asText());
    find(
        until.isAfter(Instant.now().plus(CERTIFICATE_LEFT)),
        "the certificate " + tls.path("certificate").asText() + " holds until " + until,
        tls.path("renewed").asBoolean()
            ? "Start the node again: it makes a new one, with another fingerprint"
            : "Put a newer one there and start the node again");
  }

  private void token(Path token) throws IOException {
    if (Files.exists(token)) {
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(token));
      find(mode.equals("rw-------"), "token file " + token + " " + mode, "chmod 600 " + token);
    }
  }

  /**
   * @return whether the node answered
   */
  private boolean reached() throws InterruptedException {
    try {
      NodeClient client = node.client();
      client.get("/health/ready");
      find(true, "the node answers at " + node.findAddress() + " and is ready", "");
      vault(client);
      environment(client);
      for (JsonNode service : Listing.all(client, "/api/v1/services")) {
        String phase = service.at("/status/phase").asText();
        String id = service.path("id").asText();
        find(
            phase.equals("ready") || phase.equals("stopped"),
            "service " + id + " is " + phase,
            service.at("/status/lastProblem/remedy").asText("See ./kai services show " + id));
      }
      return true;
    } catch (Unreachable e) {
      find(false, String.valueOf(e.getMessage()), e.remedy());
      return false;
    } catch (Refused e) {
      JsonNode problem = e.problem();
      find(false, problem.path("detail").asText(), problem.path("remedy").asText());
      return true;
    }
  }

  /** What of the node's environment is not as its profiles and services say. */
  private void environment(NodeClient client) throws Refused, Unreachable, InterruptedException {
    for (JsonNode profile : Listing.all(client, "/api/v1/profiles")) {
      if (profile.path("active").asBoolean()) {
        String path = ProfileChange.path(profile.path("id").asText()) + "/effective";
        for (JsonNode clash : client.get(path).path("clashes")) {
          find(
              false,
              "the node's environment clashes with the configuration: " + clash.asText(),
              "Take the variable away and start the node again, or see ./kai config explain");
        }
      }
    }
  }

  private void vault(NodeClient client) throws Refused, Unreachable, InterruptedException {
    JsonNode vault = client.get(VaultCommand.PATH);
    String state = vault.path("state").asText();
    find(
        !state.equals("locked"),
        VaultCommand.sentence(vault),
        "Unlock it: ./kai vault unlock; until then calls that need a secret are refused");
    if (!state.equals("unset")) {
      boolean typed = vault.path("root").asText().equals("passphrase");
      find(
          true,
          "after a start of the node "
              + (typed || vault.path("autoLock").asText().equals("at-restart")
                  ? "the vault stays locked until somebody unlocks it"
                  : "the vault is opened without anybody"),
          "");
    }
  }

  /** Whether a node could start here as it would without options. */
  private void ports() {
    for (int port : List.of(NodeOptions.HTTP_PORT, NodeOptions.CLUSTER_PORT)) {
      String option = port == NodeOptions.HTTP_PORT ? "--http" : "--cluster";
      find(
          free(port),
          "port " + port + " for a node to start on",
          "Something else listens there: stop it, or start the node with "
              + option
              + " 127.0.0.1:PORT");
    }
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private void show() {
    if (node.output().json()) {
      node.output().print(Json.shared().valueToTree(findings));
      return;
    }
    for (Finding finding : findings) {
      node.output().line((finding.good() ? "ok     " : "WRONG  ") + finding.what());
      if (!finding.good()) {
        node.output().line("       " + finding.remedy());
      }
    }
  }
}
