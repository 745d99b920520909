package io.kaicd.actors.configuration;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.actors.registry.Shown;
import io.kaicd.contract.configuration.Explanation;
import io.kaicd.contract.configuration.Explanation.Hidden;
import io.kaicd.contract.configuration.Explanation.Origin;
import io.kaicd.contract.configuration.Pointer;
import io.kaicd.contract.configuration.Source;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Fault;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.registry.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds the layer of each value under a key, by asking the layers from the highest down. */
final class Explaining {
  private final ProfileReader reader;
  private final List<Profile> chain;
  private final List<Origin> origins = new ArrayList<>();
  private final List<String> clashes = new ArrayList<>();

  Explaining(ProfileReader reader, List<Profile> chain) {
    this.reader = reader;
    this.chain = chain;
  }

  Explanation explain(String key) {
    String pointer = pointer(key);
    List<String> path = new ArrayList<>();
    for (JsonPointer at = compiled(pointer); !at.matches(); at = at.tail()) {
      path.add(at.getMatchingProperty());
    }
    if (path.isEmpty()) {
      namespace("host", List.of());
      services();
      namespace("user", List.of());
    } else if (path.getFirst().equals("services")) {
      if (path.size() == 1) {
        services();
      } else {
        service(reader.service(path.get(1)), path.subList(2, path.size()));
      }
    } else if (LayerRules.NAMESPACES.contains(path.getFirst())) {
      namespace(path.getFirst(), path.subList(1, path.size()));
    }
    if (origins.isEmpty() && path.size() > 1 && !inEnvironment(path)) {
      throw unknown(pointer);
    }
    if (!path.isEmpty() && !LayerRules.NAMESPACES.contains(path.getFirst())) {
      throw unknown(pointer);
    }
    return new Explanation(pointer, origins, clashes);
  }

  /** Then there is something to tell, though no layer has a value. */
  private boolean inEnvironment(List<String> path) {
    return path.getFirst().equals("services")
        && reader.node().means(path.get(1), path.subList(2, path.size()));
  }

  private static String pointer(String key) {
    return key.isEmpty() || key.startsWith("/") ? key : "/" + key.replace('.', '/');
  }

  private static JsonPointer compiled(String pointer) {
    try {
      return JsonPointer.compile(pointer);
    } catch (IllegalArgumentException e) {
      throw unknown(pointer);
    }
  }

  private static RejectedException unknown(String pointer) {
    return ErrorCode.CONFIGURATION_KEY_UNKNOWN
        .reject("no layer has a value at '" + Shown.of(pointer) + "'")
        .asException();
  }

  private void namespace(String name, List<String> path) {
    List<Layer> layers = new ArrayList<>();
    for (Profile profile : chain) {
      JsonNode own = profile.now().layer().path(name);
      if (own.isObject()) {
        layers.add(new Layer(new Source.Profile(profile.id()), own));
      }
    }
    collect("/" + name, layers, path);
  }

  static String unused(String variable) {
    return variable + " names no service and sets nothing";
  }

  private void services() {
    Set<String> ids = reader.registry().services().keySet();
    for (String variable : reader.node().unused(ids)) {
      clashes.add(unused(variable));
    }
    reader.registry().services().values().forEach(service -> service(service, List.of()));
  }

  private void service(ServiceView service, List<String> path) {
    Resolution resolution = reader.resolution(chain, service);
    for (Fault problem : resolution.configuration().problems()) {
      clashes.add(
          problem.code().startsWith("environment.")
              ? "%s cannot be used at %s: wanted %s"
                  .formatted(problem.have(), problem.pointer(), problem.wanted())
              : "the %s layer is left out: %s, wanted %s"
                  .formatted(
                      problem.code().substring(0, problem.code().indexOf('.')),
                      problem.pointer(),
                      problem.wanted()));
    }
    collect(Pointer.member("/services", service.id()), resolution.counted().inOrder(), path);
  }

  private void collect(String root, List<Layer> layers, List<String> path) {
    String relative = "";
    for (String name : path) {
      relative = Pointer.member(relative, name);
    }
    leaves(root, layers, relative, ServiceLayers.merged(layers).at(relative));
  }

  private void leaves(String root, List<Layer> layers, String relative, JsonNode value) {
    if (value.isObject() && !value.isEmpty()) {
      for (var member : value.properties()) {
        leaves(root, layers, Pointer.member(relative, member.getKey()), member.getValue());
      }
    } else if (!value.isMissingNode() && !(relative.isEmpty() && value.isEmpty())) {
      origins.add(origin(root + relative, layers, relative));
    }
  }

  private Origin origin(String pointer, List<Layer> layers, String relative) {
    List<Hidden> found = new ArrayList<>();
    for (Layer layer : layers.reversed()) {
      JsonNode value = layer.values().at(relative);
      if (!value.isMissingNode()) {
        found.add(new Hidden(layer.source(), value));
      }
    }
    Hidden first = found.getFirst();
    List<Hidden> hidden = found.subList(1, found.size());
    if (first.source() instanceof Source.Node(String variable)) {
      hidden.forEach(by -> clash(variable, pointer, by.source()));
    }
    return new Origin(pointer, first.value(), first.source(), hidden);
  }

  private void clash(String variable, String pointer, Source hidden) {
    switch (hidden) {
      case Source.Profile(String profile) ->
          clashes.add("%s hides %s of profile '%s'".formatted(variable, pointer, profile));
      case Source.Service(String service) ->
          clashes.add("%s hides %s of service '%s'".formatted(variable, pointer, service));
      case Source.Node(String other) ->
          clashes.add("%s hides %s of %s".formatted(variable, pointer, other));
      case Source.Host _, Source.Default _ -> {} // to be hidden is what they are for
    }
  }
}
