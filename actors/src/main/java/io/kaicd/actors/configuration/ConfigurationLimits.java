package io.kaicd.actors.configuration;

import com.typesafe.config.Config;

/**
 * How much profiles hold.
 *
 * @param profiles of a cluster
 * @param chain profiles that inherit from each other, the first included
 * @param layerBytes of one profile's own layer, as JSON
 * @param depth levels of objects and arrays in a layer
 */
record ConfigurationLimits(int profiles, int chain, int layerBytes, int depth) {
  static ConfigurationLimits of(Config root) {
    Config config = root.getConfig("kai.configuration");
    return new ConfigurationLimits(
        config.getInt("profiles"),
        config.getInt("chain"),
        Math.toIntExact(config.getBytes("layer-size")),
        config.getInt("depth"));
  }
}
