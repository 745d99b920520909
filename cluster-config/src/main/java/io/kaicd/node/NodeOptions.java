package io.kaicd.node;

import io.kaicd.node.tls.TlsChoice;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What the owner said on the command line.
 *
 * @param httpPort 0 for any free one, and so for the cluster's
 * @param role {@code central} or {@code edge}
 * @param journal {@code auto}, {@code leveldb} or a JDBC URL
 * @param join {@code HOST:PORT} of nodes to join; empty to start a cluster
 * @param tls of the HTTP address; without it that must be loopback
 * @param allowHosts names besides those of loopback and the bound one by which the node is called:
 *     {@code name} or {@code name:port}, an IPv6 address in brackets
 */
public record NodeOptions(
    Path data,
    String httpHost,
    int httpPort,
    String role,
    Set<String> traits,
    String journal,
    String clusterHost,
    int clusterPort,
    List<String> join,
    TlsChoice tls,
    List<String> allowHosts) {
  public static final int HTTP_PORT = 7480;
  public static final int CLUSTER_PORT = 7450;

  public NodeOptions {
    traits = Set.copyOf(traits);
    join = List.copyOf(join);
    allowHosts = List.copyOf(allowHosts);
  }

  /** On loopback, without TLS. */
  public NodeOptions(
      Path data,
      String httpHost,
      int httpPort,
      String role,
      Set<String> traits,
      String journal,
      String clusterHost,
      int clusterPort,
      List<String> join) {
    this(
        data,
        httpHost,
        httpPort,
        role,
        traits,
        journal,
        clusterHost,
        clusterPort,
        join,
        new TlsChoice.Off(),
        List.of());
  }
}
