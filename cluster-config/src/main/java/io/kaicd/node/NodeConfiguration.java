package io.kaicd.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.kaicd.actors.cluster.ClusterSettings;
import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.registry.RegistryRoom;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * A node's HOCON: what the owner said, over application.conf, over every module's reference.conf.
 */
final class NodeConfiguration {
  private NodeConfiguration() {}

  static Config of(NodeOptions options, NodeIdentity node, JournalChoice journal) {
    List<String> roles = new ArrayList<>(node.clusterRoles());
    if (decides(options)) {
      roles.add(RegistryRoom.DECIDES);
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
    return ClusterSettings.over(owner);
  }

  /** Whether the node keeps the registry: a central one, or an edge on its own. */
  static boolean decides(NodeOptions options) {
    return options.role().equals("central") || options.join().isEmpty();
  }

  /** Off loopback needs TLS, which this version does not have: refused rather than open. */
  static void requireLoopback(String what, String host) throws StartRefused {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          throw new StartRefused(
              what + " address " + host + " is not a loopback address, and there is no TLS yet",
              "Use 127.0.0.1; reach the node from elsewhere through an SSH tunnel");
        }
      }
    } catch (UnknownHostException e) {
      throw new StartRefused(
          what + " address " + host + " cannot be resolved", "Give an address of this machine");
    }
  }
}
