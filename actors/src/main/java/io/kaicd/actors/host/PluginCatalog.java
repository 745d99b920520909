package io.kaicd.actors.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.definition.Implementation;
import io.kaicd.spi.Plugin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The plugins on this node, found once at its start. */
public final class PluginCatalog {
  private final Map<String, Plugin> plugins = new TreeMap<>();

  private PluginCatalog(Iterable<Plugin> found) {
    for (Plugin plugin : found) {
      Plugin other = plugins.putIfAbsent(plugin.id(), plugin);
      if (other != null) {
        throw new IllegalStateException(
            "two plugins are called "
                + plugin.id()
                + ": "
                + other.getClass().getName()
                + " and "
                + plugin.getClass().getName());
      }
    }
  }

  /** What {@link ServiceLoader} finds on the class path. */
  public static PluginCatalog load() {
    return new PluginCatalog(ServiceLoader.load(Plugin.class));
  }

  public static PluginCatalog of(Collection<Plugin> plugins) {
    return new PluginCatalog(List.copyOf(plugins));
  }

  public Collection<Plugin> all() {
    return List.copyOf(plugins.values());
  }

  /** The plugin of that id, if its version is one that the definition accepts. */
  public Optional<Plugin> find(Implementation wanted) {
    return Optional.ofNullable(plugins.get(wanted.plugin()))
        .filter(plugin -> wanted.version().accepts(plugin.version()));
  }

  /** The definitions that ship with the plugins. */
  public List<JsonNode> definitions() {
    List<JsonNode> all = new ArrayList<>();
    plugins.values().forEach(plugin -> all.addAll(plugin.definitions()));
    return all;
  }

  /** The capability contracts that plugins bring. */
  public List<JsonNode> contracts() {
    List<JsonNode> all = new ArrayList<>();
    plugins.values().forEach(plugin -> all.addAll(plugin.contracts()));
    return all;
  }
}
