package io.kaicd.node;

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
    List<String> join) {
  public static final int HTTP_PORT = 7480;
  public static final int CLUSTER_PORT = 7450;

  public NodeOptions {
    traits = Set.copyOf(traits);
    join = List.copyOf(join);
  }
}
