package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "doctor",
    description = "Look at a node and its folder, and say what is wrong.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  private static final long LEAST_FREE = 256L << 20;

  @Mixin private NodeOptionsMixin node = new NodeOptionsMixin();

  private record Finding(boolean good, String what, String remedy) {}

  @Override
  public Integer call() throws Exception {
    List<Finding> findings = new ArrayList<>();
    findings.add(new Finding(true, "Java " + Runtime.version(), ""));
    folder(findings);
    reached(findings);
    if (node.output().json()) {
      ArrayNode list = Json.shared().createArrayNode();
      findings.forEach(
          f ->
              list.addObject()
                  .put("good", f.good())
                  .put("what", f.what())
                  .put("remedy", f.remedy()));
      node.output().print(list);
    } else {
      for (Finding finding : findings) {
        node.output().line((finding.good() ? "ok    " : "WRONG ") + finding.what());
        if (!finding.good()) {
          node.output().line("      " + finding.remedy());
        }
      }
    }
    return findings.stream().allMatch(Finding::good) ? Kai.OK : Kai.REFUSED;
  }

  private void folder(List<Finding> findings) throws IOException {
    Path folder = node.folder();
    if (!Files.isDirectory(folder)) {
      findings.add(
          new Finding(false, "there is no folder " + folder, "Start a node with ./kai run"));
      return;
    }
    long free = Files.getFileStore(folder).getUsableSpace();
    findings.add(
        new Finding(
            free >= LEAST_FREE,
            (free >> 20) + " MiB free for " + folder,
            "Free some: below 64 MiB nothing is written"));
    Path token = folder.resolve("token");
    if (Files.exists(token)) {
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(token));
      findings.add(
          new Finding(mode.equals("rw-------"), "token file " + mode, "chmod 600 " + token));
    }
  }

  private void reached(List<Finding> findings) throws Exception {
    try {
      NodeClient client = node.client();
      for (JsonNode service : Listing.all(client, "/api/v1/services")) {
        String phase = service.at("/status/phase").asText();
        boolean good = phase.equals("ready") || phase.equals("stopped");
        findings.add(
            new Finding(
                good,
                "service " + service.path("id").asText() + " is " + phase,
                service.at("/status/lastProblem/remedy").asText("See ./kai services show")));
      }
      findings.add(new Finding(true, "the node answers at " + node.findAddress(), ""));
    } catch (Unreachable e) {
      findings.add(new Finding(false, String.valueOf(e.getMessage()), e.remedy()));
    } catch (Refused e) {
      findings.add(
          new Finding(
              false, e.problem().path("detail").asText(), e.problem().path("remedy").asText()));
    }
  }
}
