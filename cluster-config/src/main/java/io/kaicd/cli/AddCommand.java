package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "add",
    description = "Add a server as a service, after a look at it.",
    mixinStandardHelpOptions = true)
final class AddCommand implements Callable<Integer> {
  private static final int POLLS = 100;
  private static final long PAUSE_MILLIS = 100;

  @Mixin private NodeOptionsMixin node = new NodeOptionsMixin();
  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "DEFINITION", description = "openai-compatible")
  private String definition = "";

  @Parameters(index = "1", paramLabel = "URL", description = "The API's base, mostly with /v1.")
  private String url = "";

  @Option(names = "--as", paramLabel = "ID", required = true, description = "The service's id.")
  private String id = "";

  @Option(
      names = "--env",
      paramLabel = "KAI_SECRET_...",
      description = "The variable of the node's environment that holds the key.")
  private @Nullable String env;

  @Option(names = "--no-test", description = "Add it without a look at it.")
  private boolean untested;

  @Override
  public Integer call() throws Exception {
    URI base = base();
    if (!untested) {
      Probe.Result result = Probe.models(base, env == null ? null : System.getenv(env));
      switch (result) {
        case Probe.Result.Failed(String step, String what, String remedy) -> {
          ObjectNode problem = Json.shared().createObjectNode();
          problem.put("code", "upstream." + step.replace(' ', '-'));
          problem.put("detail", what + "; nothing was added");
          problem.put("remedy", remedy);
          throw new Refused(problem);
        }
        case Probe.Result.Models(var models) ->
            node.err().println(base + " has " + models.size() + " models");
      }
    }
    ObjectNode service = Json.shared().createObjectNode().put("definition", definition + "@^1");
    service.putObject("config").put("baseUrl", base.toString());
    if (env != null) {
      service.putObject("secrets").putObject("apiKey").put("env", env);
    }
    NodeClient client = node.client();
    String path = "/api/v1/services/" + NodeClient.part(id);
    client.put(path, service);
    return awaitReady(client, path);
  }

  private int awaitReady(NodeClient client, String path) throws Exception {
    JsonNode now = client.get(path);
    for (int i = 0; i < POLLS && !now.at("/status/phase").asText().equals("ready"); i++) {
      Thread.sleep(PAUSE_MILLIS);
      now = client.get(path);
    }
    if (node.output().json()) {
      node.output().print(now);
    } else {
      node.output().line(id + " is " + now.at("/status/phase").asText());
    }
    if (now.at("/status/phase").asText().equals("ready")) {
      return Kai.OK;
    }
    JsonNode problem = now.at("/status/lastProblem");
    if (problem.has("code")) {
      throw new Refused(problem);
    }
    return Kai.REFUSED;
  }

  private URI base() {
    String plain = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    try {
      URI uri = URI.create(plain);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    if (spec == null) {
      throw new IllegalStateException();
    }
    throw new CommandLine.ParameterException(
        spec.commandLine(), "'" + url + "' is not the base URL of an API");
  }
}
