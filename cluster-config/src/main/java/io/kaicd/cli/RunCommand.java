package io.kaicd.cli;

import io.kaicd.node.NodeMain;
import io.kaicd.node.NodeOptions;
import io.kaicd.node.tls.TlsChoice;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "run", description = "Start a node.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  private static final Pattern ADDRESS = Pattern.compile("(\\[[^]]+]|[^:\\[\\]]+):(\\d{1,5})");
  private static final Pattern ALLOWED =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:(\\d{1,5}))?");
  private static final Pattern TRAIT = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--data", paramLabel = "DIR", description = "Where it keeps everything.")
  private @Nullable Path data;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:KAI_HTTP:-127.0.0.1:" + NodeOptions.HTTP_PORT + "}",
      description = "Where it answers: KAI_HTTP, now ${DEFAULT-VALUE}; port 0 takes a free one.")
  private String http = "";

  @Option(
      names = "--cluster",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:KAI_CLUSTER:-127.0.0.1:" + NodeOptions.CLUSTER_PORT + "}",
      description =
          "Where other nodes reach it: KAI_CLUSTER, now ${DEFAULT-VALUE}; port 0 is a free one.")
  private String cluster = "";

  @Option(
      names = "--role",
      paramLabel = "central|edge",
      defaultValue = "central",
      description = "Its role: ${DEFAULT-VALUE}.")
  private String role = "";

  @Option(names = "--trait", paramLabel = "NAME", description = "What it has, such as gpu.")
  private List<String> traits = List.of();

  @Option(
      names = "--journal",
      paramLabel = "auto|leveldb|JDBC-URL",
      defaultValue = "auto",
      description = "Where events are kept: ${DEFAULT-VALUE}.")
  private String journal = "";

  @Option(
      names = "--join",
      paramLabel = "HOST:PORT",
      description = "A node of the cluster to join.")
  private List<String> join = List.of();

  @Option(
      names = "--tls",
      paramLabel = "auto",
      description = "TLS with a certificate that the node makes and renews itself.")
  private @Nullable String tls;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "TLS with this certificate and those that lead to its authority, as PEM.")
  private @Nullable Path tlsCert;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "That certificate's key, as PEM: PKCS#8, not encrypted.")
  private @Nullable Path tlsKey;

  @Option(
      names = "--allow-host",
      paramLabel = "NAME[:PORT]",
      description = "A name or address that others call it by.")
  private List<String> allowHosts = List.of();

  @Override
  public Integer call() {
    if (!role.equals("central") && !role.equals("edge")) {
      throw wrong("--role is central or edge, not '" + role + "'");
    }
    for (String trait : traits) {
      if (!TRAIT.matcher(trait).matches()) {
        throw wrong("'" + trait + "' is not a trait: lower-case letters, digits and dashes");
      }
    }
    join.forEach(address -> port("--join", split("--join", address).group(2)));
    for (String name : allowHosts) {
      Matcher allowed = ALLOWED.matcher(name);
      if (!allowed.matches()) {
        throw wrong("--allow-host is NAME or NAME:PORT, not '" + name + "'");
      }
      if (allowed.group(3) != null) {
        port("--allow-host", allowed.group(3));
      }
    }
    NodeOptions options =
        new NodeOptions(
            (data == null ? DataFolders.usual() : data).toAbsolutePath(),
            host("--http", http),
            port("--http", split("--http", http).group(2)),
            role,
            Set.copyOf(traits),
            journal,
            host("--cluster", cluster),
            port("--cluster", split("--cluster", cluster).group(2)),
            join,
            tls(),
            allowHosts);
    return NodeMain.run(options, System.out, System.err);
  }

  private TlsChoice tls() {
    if (tls != null && !tls.equals("auto")) {
      throw wrong("--tls is auto; for a certificate of your own give --tls-cert and --tls-key");
    }
    if (tlsCert == null && tlsKey == null) {
      return tls == null ? new TlsChoice.Off() : new TlsChoice.Auto();
    }
    if (tlsCert == null || tlsKey == null) {
      throw wrong("--tls-cert and --tls-key go together");
    }
    if (tls != null) {
      throw wrong("--tls auto makes a certificate: leave out --tls-cert and --tls-key");
    }
    return new TlsChoice.Files(tlsCert.toAbsolutePath(), tlsKey.toAbsolutePath());
  }

  private String host(String option, String address) {
    String host = split(option, address).group(1);
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private int port(String option, String digits) {
    int port = Integer.parseInt(digits);
    if (port > 65_535) {
      throw wrong(option + ": there is no port " + port);
    }
    return port;
  }

  private Matcher split(String option, String address) {
    Matcher matcher = ADDRESS.matcher(address);
    if (!matcher.matches()) {
      throw wrong(option + " is HOST:PORT, not '" + address + "'");
    }
    return matcher;
  }

  private CommandLine.ParameterException wrong(String message) {
    if (spec == null) {
      throw new IllegalStateException(message);
    }
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
