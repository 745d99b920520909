package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
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
  private static final Pattern HEADER =
      Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");
  private static final Pattern SECRET = Pattern.compile("KAI_SECRET_[A-Z0-9_]{1,100}");

  private static final Duration OFFERED_WITHIN = Duration.ofSeconds(5);

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
      description = {
        "The variable of the node's environment that holds the key. Outside the house it goes only",
        "to what the variable of that name with _TO at its end allows."
      })
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

  private boolean hasModels;

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
    String value = key || keyPiped ? new HiddenInput(node).read(keyPiped, "The key") : null;
    String sent = value != null ? value : env == null ? null : System.getenv(env);
    if (sent != null && !HEADER.matcher(sent).matches()) {
      throw node.wrong("the key holds a line end or another character that no header can carry");
    }
    NodeClient client = node.client();
    if (!untested) {
      test(base, sent);
    }
    String definition = provider == null ? what : "openai-compatible";
    AddedService added = AddedService.of(client, service, definition, base, replace);
    if (value == null) {
      keyless(added);
      added.put(client);
    } else {
      put(client, added, AddedKey.of(client, service, base, replace), value);
    }
    return awaitReady(client, service);
  }

  private void keyless(AddedService added) {
    if (env != null) {
      added.key("env", env);
    } else if (added.keyless()) {
      say("its key was for another place, and is left out: see --key and --env");
    }
  }

  private void say(String note) {
    node.err().println("note: " + note);
    node.err().flush();
  }

  /** Nothing is set up or stored before the node has said that it would take the service. */
  private void put(NodeClient client, AddedService service, AddedKey key, String value)
      throws Exception {
    service.key("secret", key.name());
    service.check(client);
    new VaultOpening(node, client).open(vaultKeyFile);
    if (!key.name().equals(service.id())) {
      say("its key is the secret " + key.name() + "; " + service.id() + " stays as it is");
    }
    boolean stored = false;
    try {
      key.put(value);
      stored = true;
      service.put(client);
    } catch (Refused e) {
      throw stored ? key.takenBack(e) : e;
    } catch (Unreachable e) {
      settle(client, service, key, e);
    }
  }

  /** No answer came: what the node has now says whether it took the service. */
  private static void settle(
      NodeClient client, AddedService service, AddedKey key, Unreachable cause)
      throws Unreachable, InterruptedException {
    try {
      if (service.isThere(client)) {
        return;
      }
      key.takeBack();
    } catch (Refused | Unreachable e) {
      throw new Unreachable(
          cause.getMessage() + "; the key may be in the vault, and the service there or not",
          "See ./kai services show " + service.id() + ". If it is not so, " + key.byHand(e));
    }
    throw cause;
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
        throw Refused.here(code, what + "; nothing was added", remedy);
      }
      case Probe.Result.Models(var models) -> {
        hasModels = !models.isEmpty();
        node.err().println(base + " answers and has " + models.size() + " models");
      }
    }
    node.err().flush();
  }

  private int awaitReady(NodeClient client, String id) throws Exception {
    String path = AddedService.path(id);
    long until = System.nanoTime() + Duration.ofSeconds(timeout).toNanos();
    JsonNode now = client.get(path);
    if (!now.path("enabled").asBoolean(true)) {
      return told(now, id + " is changed, and stays disabled");
    }
    while (!ready(now) && System.nanoTime() < until) {
      Thread.sleep(100);
      now = client.get(path);
    }
    if (!ready(now)) {
      JsonNode problem = now.at("/status/lastProblem");
      throw problem.has("code")
          ? new Refused(problem)
          : Refused.here(
              "add.not-ready",
              id + " was added and is " + phase(now) + " after " + timeout + " s",
              "See ./kai services show " + id);
    }
    long soon = Math.min(until, System.nanoTime() + OFFERED_WITHIN.toNanos());
    while (hasModels && now.at("/status/offers/model").isEmpty() && System.nanoTime() < soon) {
      Thread.sleep(100); // a call by a model's name finds it from then on
      now = client.get(path);
    }
    JsonNode models = now.at("/status/offers/model");
    return told(now, id + " is ready" + (models.isEmpty() ? "" : " and offers " + models));
  }

  private int told(JsonNode service, String text) {
    if (node.output().json()) {
      node.output().print(service);
    } else {
      node.output().line(text);
    }
    return Kai.OK;
  }

  /** What it was before a change may be ready still. */
  private static boolean ready(JsonNode service) {
    return phase(service).equals("ready")
        && service.at("/status/observed").asLong() == service.path("generation").asLong();
  }

  private static String phase(JsonNode service) {
    return service.at("/status/phase").asText();
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
