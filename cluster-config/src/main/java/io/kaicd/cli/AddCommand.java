package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.json.Json;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "add",
    description = "Add a server as a service, after a look at it.",
    mixinStandardHelpOptions = true)
final class AddCommand implements Callable<Integer> {
  private static final Pattern SECRET = Pattern.compile("KAI_SECRET_[A-Z0-9_]{1,100}");

  @Mixin private NodeOptionsMixin node = new NodeOptionsMixin();

  @Parameters(
      index = "0",
      paramLabel = "DEFINITION|PROVIDER",
      description = {
        "openai-compatible, or a provider whose address is known: openai, openrouter,",
        "groq, mistral, deepseek, together."
      })
  private String what = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "URL",
      description = "The API's base, mostly with /v1.")
  private @Nullable String url;

  @Option(
      names = "--as",
      paramLabel = "ID",
      description = "The service's id; else the provider's name.")
  private @Nullable String id;

  @Option(names = "--key", description = "Ask for the key, and keep it in the vault.")
  private boolean key;

  @Option(
      names = "--key-stdin",
      description = "Read the key from standard input, and keep it in the vault.")
  private boolean keyPiped;

  @Option(
      names = "--vault-key-file",
      description = "If there is no vault yet, set one up that the node opens by itself.")
  private boolean vaultKeyFile;

  @Option(
      names = "--env",
      paramLabel = "KAI_SECRET_...",
      description = "The variable of the node's environment that holds the key.")
  private @Nullable String env;

  @Option(names = "--no-test", description = "Add it without a look at it.")
  private boolean untested;

  @Option(names = "--replace", description = "Change the service if there is one of this id.")
  private boolean replace;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long to look, and then to wait until it is ready: ${DEFAULT-VALUE}.")
  private int timeout;

  @Override
  public Integer call() throws Exception {
    if (env != null && !SECRET.matcher(env).matches()) {
      throw node.wrong("--env names a variable KAI_SECRET_... in capitals, not '" + env + "'");
    }
    if (env != null && (key || keyPiped)) {
      throw node.wrong("the key is either the environment's or the vault's");
    }
    KnownProvider provider = KnownProvider.of(what);
    URI base = base(url != null ? url : provider == null ? "" : provider.base());
    String service = id != null ? id : provider == null ? "" : what;
    if (service.isEmpty()) {
      throw node.wrong("the service's id is wanted: --as ID");
    }
    String value = key || keyPiped ? AddedKey.typed(node, keyPiped) : null;
    NodeClient client = node.client();
    if (!untested) {
      test(base, value != null ? value : env == null ? null : System.getenv(env));
    }
    String definition = provider == null ? what : "openai-compatible";
    ObjectNode wanted = Json.shared().createObjectNode().put("definition", definition + "@^1");
    wanted.putObject("config").put("baseUrl", base.toString());
    if (env != null) {
      wanted.putObject("secrets").putObject("apiKey").put("env", env);
    }
    String path = "/api/v1/services/" + NodeClient.part(service);
    if (value == null) {
      put(client, path, service, wanted);
    } else {
      wanted.putObject("secrets").putObject("apiKey").put("secret", service);
      AddedKey added = new AddedKey(node, client, service);
      added.openVault(vaultKeyFile);
      added.put(base, value, replace);
      try {
        put(client, path, service, wanted);
      } catch (Refused e) {
        added.takeBack();
        throw e;
      }
    }
    return awaitReady(client, path, service);
  }

  private void test(URI base, @Nullable String key) throws Refused, InterruptedException {
    switch (new Probe(Duration.ofSeconds(timeout)).models(base, key)) {
      case Probe.Result.Failed(Probe.Step step, String what, String remedy) -> {
        if (step == Probe.Step.AUTHENTICATE && env != null && key == null) {
          // The key is the node's to know, and the node says below whether it fits.
          node.err().println(env + " is not set here, so the key was not tested");
          return;
        }
        String code = "add." + step.name().toLowerCase(Locale.ROOT).replace('_', '-');
        throw new Refused(problem(code, what + "; nothing was added", remedy));
      }
      case Probe.Result.Models(var models) ->
          node.err().println(base + " answers and has " + models.size() + " models");
    }
    node.err().flush();
  }

  private void put(NodeClient client, String path, String id, ObjectNode service) throws Exception {
    try {
      if (replace) {
        client.put(path, service);
      } else {
        client.putNew(path, service);
      }
    } catch (Refused e) {
      String code = e.problem().path("code").asText();
      if (code.equals("service.conflict") || code.equals("write.stale")) {
        throw new Refused(
            problem(
                "add.exists",
                "there is a service " + id + " already; nothing was changed",
                "Choose another id with --as, or say --replace"));
      }
      throw e;
    }
  }

  private int awaitReady(NodeClient client, String path, String id) throws Exception {
    long until = System.nanoTime() + Duration.ofSeconds(timeout).toNanos();
    JsonNode now = client.get(path);
    while (!phase(now).equals("ready") && System.nanoTime() < until) {
      Thread.sleep(100);
      now = client.get(path);
    }
    if (!phase(now).equals("ready")) {
      JsonNode problem = now.at("/status/lastProblem");
      throw new Refused(
          problem.has("code")
              ? problem
              : problem(
                  "add.not-ready",
                  id + " was added and is " + phase(now) + " after " + timeout + " s",
                  "See ./kai services show " + id));
    }
    if (node.output().json()) {
      node.output().print(now);
    } else {
      JsonNode models = now.at("/status/offers/model");
      node.output().line(id + " is ready" + (models.isEmpty() ? "" : " and offers " + models));
    }
    return Kai.OK;
  }

  private static String phase(JsonNode service) {
    return service.at("/status/phase").asText();
  }

  private static ObjectNode problem(String code, String detail, String remedy) {
    return Json.shared()
        .createObjectNode()
        .put("code", code)
        .put("detail", detail)
        .put("remedy", remedy);
  }

  private URI base(String url) {
    String plain = url.replaceAll("/+$", "");
    try {
      URI uri = URI.create(plain);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getQuery() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw node.wrong("'" + url + "' is no base URL of an API, such as http://127.0.0.1:11434/v1");
  }
}
