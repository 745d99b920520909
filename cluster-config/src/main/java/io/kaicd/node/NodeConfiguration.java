package io.kaicd.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.kaicd.actors.cluster.ClusterSettings;
import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.journal.StreamPlace;
import io.kaicd.node.tls.TlsChoice;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * A node's HOCON: what the owner said, over application.conf, over every module's reference.conf.
 */
final class NodeConfiguration {
  private static final String ALLOWED_HOSTS = "kai.http.allowed-hosts";

  private NodeConfiguration() {}

  static Config of(NodeOptions options, NodeIdentity node, JournalChoice journal) {
    List<String> roles = new ArrayList<>(node.clusterRoles());
    if (decides(options)) {
      roles.add(StreamPlace.DECIDES);
    }
    Config owner =
        ConfigFactory.empty()
            .withValue("pekko.cluster.roles", ConfigValueFactory.fromIterable(roles))
            .withValue(
                "pekko.remote.artery.canonical.hostname",
                ConfigValueFactory.fromAnyRef(options.clusterHost()))
            .withValue(
                "pekko.remote.artery.canonical.port",
                ConfigValueFactory.fromAnyRef(options.clusterPort()))
            .withValue(JournalCompatibility.KEY, ConfigValueFactory.fromAnyRef(journal.identity()))
            .withFallback(journal.configuration())
            .withFallback(ConfigFactory.defaultOverrides())
            .withFallback(ConfigFactory.parseResources("application.conf"));
    return named(ClusterSettings.over(owner), options.allowHosts());
  }

  private static Config named(Config config, List<String> allowHosts) {
    List<String> hosts = new ArrayList<>(config.getStringList(ALLOWED_HOSTS));
    hosts.addAll(allowHosts);
    return config.withValue(ALLOWED_HOSTS, ConfigValueFactory.fromIterable(hosts));
  }

  /** Whether the node keeps the registry: a central one, or an edge on its own. */
  static boolean decides(NodeOptions options) {
    return options.role().equals("central") || options.join().isEmpty();
  }

  /** Off loopback the token and all that is said would be there to read: refused without TLS. */
  static void requireLoopbackOrTls(NodeOptions options) throws StartRefused {
    if (options.tls() instanceof TlsChoice.Off) {
      requireLoopback(
          "the HTTP address",
          options.httpHost(),
          "it needs TLS",
          "Add --tls auto, and --allow-host NAME for each name that others call it by; or use"
              + " 127.0.0.1");
    }
  }

  /** Nodes of one cluster share a machine: there is no TLS between them. */
  static void requireLoopbackCluster(NodeOptions options) throws StartRefused {
    requireLoopback(
        "the cluster address",
        options.clusterHost(),
        "there is no TLS between nodes yet",
        "Use 127.0.0.1; --tls is for the HTTP address alone");
  }

  private static void requireLoopback(String what, String host, String why, String remedy)
      throws StartRefused {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          throw new StartRefused(
              what + " " + host + " is not a loopback address, and " + why, remedy);
        }
      }
    } catch (UnknownHostException e) {
      throw new StartRefused(
          what + " " + host + " cannot be resolved", "Give an address of this machine");
    }
  }
}
