package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "apply",
    description =
        "Bring definitions, services and profiles to what a file says; nothing is removed.",
    mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<Integer> {
  private static final String DEFINITIONS = "/api/v1/definitions";
  private static final String SERVICES = "/api/v1/services";
  private static final String PROFILES = "/api/v1/profiles";
  private static final String CONFIGURATION = "/api/v1/configuration";

  @Mixin private NodeOptionsMixin node = new NodeOptionsMixin();

  @Option(
      names = "-f",
      required = true,
      paramLabel = "FILE|-",
      description = "Says what should be, in YAML or JSON.")
  private String file = "";

  @Option(names = "--dry-run", description = "Show the difference, check all, change nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws Exception {
    DesiredState desired = DesiredState.read(YamlInput.parse(bytes()));
    NodeClient client = node.client();
    ApplyPlan plan = ApplyPlan.of(desired, present(client, desired));
    Output output = node.output();
    if (!output.json()) {
      plan.text().forEach(output::line);
    }
    Set<String> coming = new HashSet<>();
    int done = 0;
    for (ApplyPlan.Step step : plan.steps()) {
      if (dryRun) {
        check(client, step, coming);
      } else {
        write(client, step, "");
        done++;
      }
    }
    if (output.json()) {
      output.print(report(plan, done));
    } else {
      output.line(
          plan.steps().isEmpty()
              ? "all is as the file says"
              : dryRun ? "nothing was changed" : done + " changed");
    }
    return Kai.OK;
  }

  private byte[] bytes() throws IOException {
    if (file.equals("-")) {
      return System.in.readNBytes(YamlInput.MOST_BYTES + 1);
    }
    try (var in = Files.newInputStream(Path.of(file))) {
      return in.readNBytes(YamlInput.MOST_BYTES + 1);
    } catch (IOException | InvalidPathException e) {
      throw node.wrong("there is no file " + file + " that can be read");
    }
  }

  private static PresentState present(NodeClient client, DesiredState desired)
      throws Refused, Unreachable, InterruptedException {
    Map<String, String> definitions = new LinkedHashMap<>();
    for (JsonNode item : Listing.all(client, DEFINITIONS)) {
      definitions.put(
          item.path("id").asText() + "@" + item.path("version").asText(),
          item.path("digest").asText());
    }
    Map<String, JsonNode> services = new LinkedHashMap<>();
    for (JsonNode item : Listing.all(client, SERVICES)) {
      services.put(item.path("id").asText(), item);
    }
    ObjectNode profiles = JsonNodeFactory.instance.objectNode();
    Map<String, Long> versions = new LinkedHashMap<>();
    String active = "";
    if (!desired.profiles().isEmpty() || !desired.active().isEmpty()) {
      for (JsonNode item : Listing.all(client, PROFILES)) {
        String id = item.path("id").asText();
        ObjectNode profile = profiles.putObject(id);
        profile.put("parent", item.path("parent").asText("")).set("layer", item.path("layer"));
        versions.put(id, item.path("version").asLong());
        active = item.path("active").asBoolean() ? id : active;
      }
    }
    return new PresentState(definitions, services, profiles, versions, active);
  }

  /** Asks the node, except of what stands on a step that a dry run does not make. */
  private static void check(NodeClient client, ApplyPlan.Step step, Set<String> coming)
      throws Refused, Unreachable, InterruptedException {
    switch (step) {
      case ApplyPlan.Install(var ref, _) -> coming.add(ref.substring(0, ref.indexOf('@')));
      case ApplyPlan.Put put -> {
        String definition = put.document().path("definition").asText();
        int at = definition.indexOf('@');
        if (coming.contains(at < 0 ? definition : definition.substring(0, at))) {
          return;
        }
        coming.add("service " + put.id()); // profiles are checked against what it runs, and how
      }
      case ApplyPlan.ImportProfiles _ -> {
        if (!coming.isEmpty()) {
          return;
        }
        coming.add("profiles");
      }
      case ApplyPlan.Activate _ -> {
        if (!coming.isEmpty()) {
          return;
        }
      }
    }
    write(client, step, "?dryRun=true");
  }

  private static void write(NodeClient client, ApplyPlan.Step step, String query)
      throws Refused, Unreachable, InterruptedException {
    switch (step) {
      case ApplyPlan.Install(var ref, var document) -> {
        String id = NodeClient.part(ref.substring(0, ref.indexOf('@')));
        String version = NodeClient.part(ref.substring(ref.indexOf('@') + 1));
        client.put(DEFINITIONS + "/" + id + "/" + version + query, document);
      }
      case ApplyPlan.Put put -> {
        String path = SERVICES + "/" + NodeClient.part(put.id()) + query;
        if (put.generation() == 0) {
          client.putNew(path, put.document());
        } else {
          client.putOver(path, put.generation(), put.document());
        }
      }
      case ApplyPlan.ImportProfiles(var document, _) ->
          client.post(CONFIGURATION + "/import" + query, document);
      case ApplyPlan.Activate(var profile, _) ->
          client.post(PROFILES + "/" + NodeClient.part(profile) + "/activate" + query, null);
    }
  }

  private ObjectNode report(ApplyPlan plan, int done) {
    ObjectNode report = Json.shared().createObjectNode();
    report.put("dryRun", dryRun).put("changed", done);
    var steps = report.putArray("steps");
    for (ApplyPlan.Step step : plan.steps()) {
      ObjectNode one = steps.addObject();
      one.put("what", step.what()).put("made", step.differences().isEmpty());
      var differences = one.putArray("differences");
      step.differences().forEach(d -> differences.add(Json.shared().<JsonNode>valueToTree(d)));
    }
    return report;
  }
}
