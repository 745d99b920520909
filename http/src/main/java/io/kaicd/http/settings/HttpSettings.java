package io.kaicd.http.settings;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/**
 * {@code kai.http} of reference.conf, where each key is explained.
 *
 * @param bodyLimit bytes
 * @param server Pekko's own settings with the door's changes
 */
public record HttpSettings(
    List<String> allowedHosts,
    List<String> allowedOrigins,
    ConnectionSettings connections,
    int bodyLimit,
    ListSettings lists,
    Duration streamPing,
    ServerSettings server) {

  public HttpSettings {
    allowedHosts = List.copyOf(allowedHosts);
    allowedOrigins = List.copyOf(allowedOrigins);
  }

  /**
   * @param defaultLimit items a page when the request does not say
   */
  public record ListSettings(int defaultLimit, int maxLimit) {}

  /**
   * @param root the system's configuration
   */
  public static HttpSettings of(Config root) {
    Config http = root.getConfig("kai.http");
    Config lists = http.getConfig("lists");
    return new HttpSettings(
        http.getStringList("allowed-hosts"),
        http.getStringList("allowed-origins"),
        ConnectionSettings.of(http.getConfig("connections")),
        Math.toIntExact(http.getBytes("body-limit")),
        new ListSettings(lists.getInt("default"), lists.getInt("max")),
        http.getDuration("stream-ping"),
        ServerSettings.create(
            http.getConfig("server").atPath("pekko.http.server").withFallback(root)));
  }
}
