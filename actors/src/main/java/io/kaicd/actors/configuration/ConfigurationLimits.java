package io.kaicd.actors.configuration;

/**
 * How much profiles hold.
 *
 * @param profiles of a cluster
 * @param chain profiles that inherit from each other, the first included
 * @param layerBytes of one profile's own layer, as JSON
 * @param depth levels of objects and arrays in a layer
 */
record ConfigurationLimits(int profiles, int chain, int layerBytes, int depth) {}
