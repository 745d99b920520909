package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The key of a service that is added: in the vault, bound to the host and path of that service. A
 * secret that is there already is never bound to another place, for its value would follow: it gets
 * a new version where it goes to this very place alone and does not expire, and else the key goes
 * into a secret of its own. So what was stored can be taken back, and nothing but that: not what
 * somebody else has put since.
 */
final class AddedKey {
  private static final int MOST_OF_A_NAME = 100;
  private static final String STALE = "write.stale";
  private static final String STAYS = "its key stays in the vault (%s)";

  private final NodeClient client;
  private final String name;
  private final ObjectNode destination;
  private final int before;
  private int made; // 0 until the node has said that it has it

  private AddedKey(NodeClient client, String name, ObjectNode destination, int before) {
    this.client = client;
    this.name = name;
    this.destination = destination;
    this.before = before;
  }

  /**
   * Where it will be put; puts nothing.
   *
   * @param service the id of the service, and the secret's name if it is free
   * @param replace whether one of this name may get a new version
   */
  static AddedKey of(NodeClient client, String service, URI base, boolean replace)
      throws Refused, Unreachable, InterruptedException {
    ObjectNode destination = destination(base);
    String name = service;
    for (int i = 2; i < MOST_OF_A_NAME; i++) {
      JsonNode there = find(client, name);
      if (there == null) {
        return new AddedKey(client, name, destination, 0);
      }
      if (!replace) {
        throw Refused.here(
            "add.exists",
            "there is a secret " + name + " already; nothing was changed",
            "Choose another id with --as, or say --replace");
      }
      if (goesThereAlone(there, destination) && !there.hasNonNull("expires")) {
        return new AddedKey(client, name, destination, there.path("version").asInt());
      }
      name = service + "-" + i;
    }
    throw Refused.here(
        "add.exists",
        "there are too many secrets " + service + "-...; nothing was changed",
        "Remove those that nothing uses: kai secrets list");
  }

  private static boolean goesThereAlone(JsonNode secret, ObjectNode destination) {
    JsonNode allow = secret.path("allow");
    return allow.size() == 1
        && allow.at("/0/host").equals(destination.path("host"))
        && allow.at("/0/path").equals(destination.path("path"));
  }

  private static @Nullable JsonNode find(NodeClient client, String name)
      throws Refused, Unreachable, InterruptedException {
    try {
      return client.get(path(name));
    } catch (Refused e) {
      if (e.code().equals("secret.unknown")) {
        return null;
      }
      throw e;
    }
  }

  private static String path(String name) {
    return SecretsCommand.PATH + "/" + NodeClient.part(name);
  }

  /** The secret's name. */
  String name() {
    return name;
  }

  void put(String key) throws Refused, Unreachable, InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("value", key);
    try {
      if (before > 0) {
        made = client.postOver(path(name) + "/rotate", before, body).path("version").asInt();
      } else {
        body.putArray("allow").add(destination);
        made = client.putNew(path(name), body).path("version").asInt();
      }
    } catch (Refused e) {
      if (!e.code().equals(STALE)) {
        throw e;
      }
      throw before == 0
          ? Refused.here(
              "add.exists",
              "there is a secret " + name + " already; it was not changed",
              "Choose another id with --as, or say --replace")
          : Refused.here(
              "add.stale",
              "somebody else changed the secret " + name + " just now; it was not changed",
              "See kai secrets show " + name + ", and try again");
    }
  }

  /**
   * The service was refused, so that its key goes, too.
   *
   * @return the cause, which says besides when the key could not be taken back
   */
  Refused takenBack(Refused cause) throws InterruptedException {
    String left;
    String then;
    try {
      takeBack();
      return cause;
    } catch (Refused e) {
      left =
          isOthers(e)
              ? "the secret " + name + ", changed by somebody else since, is left as it is"
              : STAYS.formatted(e.code());
      then = byHand(e);
    } catch (Unreachable e) {
      left = STAYS.formatted(e.getMessage());
      then = byHand(e);
    }
    ObjectNode problem = cause.problem().deepCopy();
    problem.put("detail", problem.path("detail").asText() + "; and " + left);
    problem.put("remedy", "%s. Then %s".formatted(problem.path("remedy").asText(), then));
    return new Refused(problem);
  }

  /** Only what this very run has made. */
  void takeBack() throws Refused, Unreachable, InterruptedException {
    if (made == 0) {
      throw Refused.here(STALE, "whose version is in use is not known", "Look at it");
    }
    if (before == 0) {
      client.deleteOver(path(name), made);
    } else {
      ObjectNode body = JsonNodeFactory.instance.objectNode().put("version", before);
      client.postOver(path(name) + "/rollback", made, body);
    }
  }

  private static boolean isOthers(Exception why) {
    return why instanceof Refused refused && refused.code().equals(STALE);
  }

  /**
   * How somebody takes it back.
   *
   * @param why it was not
   */
  String byHand(Exception why) {
    if (isOthers(why)) {
      return "see whose it is now: kai secrets show " + name;
    }
    return before == 0
        ? "remove it: kai secrets delete " + name
        : "use the one before again: kai secrets rollback " + name + " " + before;
  }

  /** Where a key of the API at this base may be sent. */
  static ObjectNode destination(URI base) {
    boolean usual = base.getScheme().equals("https") && base.getPort() < 0;
    int port = base.getPort() >= 0 ? base.getPort() : base.getScheme().equals("https") ? 443 : 80;
    String host = base.getHost().toLowerCase(Locale.ROOT);
    String path = base.getRawPath();
    return JsonNodeFactory.instance
        .objectNode()
        .put("host", usual ? host : host + ":" + port)
        .put("path", path == null || path.isEmpty() ? "/" : path);
  }
}
