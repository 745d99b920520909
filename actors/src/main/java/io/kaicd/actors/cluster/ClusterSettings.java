package io.kaicd.actors.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.List;

/** What {@code kai.cluster} says; reference.conf explains each key and has its default. */
public record ClusterSettings(Duration starterInterval, int messageLimit) {

  /**
   * @param kai the section {@code kai}
   */
  public static ClusterSettings of(Config kai) {
    Config at = kai.getConfig("cluster");
    return new ClusterSettings(
        at.getDuration("starter-interval"), Math.toIntExact(at.getBytes("message-limit")));
  }

  /**
   * The configuration an actor system of the host needs: what the owner says, over what {@code
   * kai.cluster.pekko} says of Pekko's settings, over the reference files.
   */
  public static Config over(Config owner) {
    Config reference = ConfigFactory.defaultReference();
    Config pekko = owner.withFallback(reference).resolve().getConfig("kai.cluster.pekko");
    return owner.withFallback(pekko.atPath("pekko")).withFallback(reference).resolve();
  }

  /** The roles that a node announces. */
  public static Config roles(NodeIdentity node) {
    List<String> roles = node.clusterRoles();
    return ConfigFactory.empty()
        .withValue("pekko.cluster.roles", ConfigValueFactory.fromIterable(roles));
  }
}
