package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The service that is added: made where there is none, else what it was with a few things changed,
 * written over what was read and nothing newer.
 *
 * @param generation what it is changed from; 0 when it is made
 * @param keyless whether it had a key, which was another place's and is left out
 */
record AddedService(String id, ObjectNode document, long generation, boolean keyless) {
  private static final List<String> OWN =
      List.of("definition", "enabled", "config", "secrets", "placement", "labels", "defaultFor");

  /** What an owner says of a service, and nothing of what a node adds. */
  static ObjectNode own(JsonNode service) {
    ObjectNode own = JsonNodeFactory.instance.objectNode();
    for (String name : OWN) {
      if (service.has(name)) {
        own.set(name, service.get(name));
      }
    }
    return own;
  }

  static String path(String id) {
    return "/api/v1/services/" + NodeClient.part(id);
  }

  /**
   * @param definition its id
   * @param replace whether one of this id may be changed
   */
  static AddedService of(NodeClient client, String id, String definition, URI base, boolean replace)
      throws Refused, Unreachable, InterruptedException {
    JsonNode now = replace ? find(client, id) : null;
    if (now == null) {
      ObjectNode made = JsonNodeFactory.instance.objectNode().put("definition", definition + "@^1");
      made.putObject("config").put("baseUrl", base.toString());
      return new AddedService(id, made, 0, false);
    }
    ObjectNode changed = own(now).deepCopy();
    String was = now.path("definition").asText();
    if (!bare(was).equals(definition)) {
      changed.put("definition", definition + "@^1");
      changed.remove(List.of("config", "secrets"));
    }
    if (!samePlace(changed.at("/config/baseUrl").asText(), base)) {
      changed.remove("secrets"); // a key is not sent to another place than it was given for
    }
    boolean keyless = !now.path("secrets").isEmpty() && !changed.has("secrets");
    changed.withObjectProperty("config").put("baseUrl", base.toString());
    return new AddedService(id, changed, now.path("generation").asLong(), keyless);
  }

  private static String bare(String definition) {
    int at = definition.indexOf('@');
    return at < 0 ? definition : definition.substring(0, at);
  }

  private static boolean samePlace(String was, URI base) {
    try {
      URI before = URI.create(was);
      return before.getScheme() != null
          && before.getHost() != null
          && AddedKey.destination(before).equals(AddedKey.destination(base));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static @Nullable JsonNode find(NodeClient client, String id)
      throws Refused, Unreachable, InterruptedException {
    try {
      return client.get(path(id));
    } catch (Refused e) {
      if (e.code().equals("service.unknown")) {
        return null;
      }
      throw e;
    }
  }

  /** Where its key is: {@code env} or {@code secret}, and the name there. */
  void key(String kind, String name) {
    document.withObjectProperty("secrets").putObject("apiKey").put(kind, name);
  }

  /** Asks the node whether it would take it, before anything is stored for it. */
  void check(NodeClient client) throws Refused, Unreachable, InterruptedException {
    write(client, "?dryRun=true");
  }

  void put(NodeClient client) throws Refused, Unreachable, InterruptedException {
    write(client, "");
  }

  private void write(NodeClient client, String query)
      throws Refused, Unreachable, InterruptedException {
    try {
      if (generation == 0) {
        client.putNew(path(id) + query, document);
      } else {
        client.putOver(path(id) + query, generation, document);
      }
    } catch (Refused e) {
      if (!e.code().equals("write.stale")) {
        throw e;
      }
      throw generation == 0
          ? Refused.here(
              "add.exists",
              "there is a service " + id + " already; it was not changed",
              "Choose another id with --as, or say --replace")
          : Refused.here(
              "add.stale",
              "somebody else changed the service " + id + " just now; it was not changed",
              "See ./kai services show " + id + ", and try again");
    }
  }

  /** Whether the node has it as it was to be written; for when no answer came. */
  boolean isThere(NodeClient client) throws Refused, Unreachable, InterruptedException {
    JsonNode now = find(client, id);
    return now != null
        && now.path("generation").asLong() > generation
        && now.path("secrets").equals(document.path("secrets"))
        && now.at("/config/baseUrl").equals(document.at("/config/baseUrl"));
  }
}
