package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.json.Json;
import io.kaicd.node.FolderHold;
import io.kaicd.node.tls.Fingerprint;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which node, and how to show what it says; the same for every command. */
final class NodeOptionsMixin {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
  private @Nullable Path data;

  @Option(
      names = "--address",
      paramLabel = "URL",
      description = "The node's address; else KAI_ADDR, else what the data folder says.")
  private @Nullable String address;

  @Option(
      names = "--fingerprint",
      paramLabel = "SHA256",
      description = "The certificate at --address; else KAI_FINGERPRINT, else one the JDK trusts.")
  private @Nullable String fingerprint;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Holds the token; else KAI_TOKEN, else the data folder's.")
  private @Nullable Path tokenFile;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json",
      defaultValue = "text",
      description = "How to print: ${DEFAULT-VALUE}.")
  private Output.Format format = Output.Format.TEXT;

  @Option(
      names = "--show-http",
      description = "Print each request as a curl command, its token left out.")
  private boolean showHttp;

  private CommandSpec command() {
    if (command == null) {
      throw new IllegalStateException("not mixed in");
    }
    return command;
  }

  /** Where somebody can be asked. */
  Terminal terminal() {
    return ((Kai) command().root().userObject()).terminal();
  }

  Output output() {
    return new Output(command().commandLine().getOut(), format);
  }

  PrintWriter err() {
    return command().commandLine().getErr();
  }

  /** Wrong usage: exit code 2. */
  ParameterException wrong(String message) {
    return new ParameterException(command().commandLine(), message);
  }

  /** Says why nothing was done: exit code 1. */
  int explain(JsonNode problem) {
    return new Explanation(command().commandLine()).say(problem, Kai.REFUSED);
  }

  Path folder() {
    return data == null ? DataFolders.usual() : data;
  }

  NodeClient client() throws Unreachable {
    URI uri = findAddress();
    if (!uri.getScheme().equals("https") && !loopback(uri.getHost())) {
      throw wrong("no token is sent over plain http to " + uri + "; name the node's https address");
    }
    return new NodeClient(uri, findToken(uri), trust(uri), showHttp ? err() : null, err());
  }

  URI findAddress() throws Unreachable {
    String given = givenAddress();
    return given == null ? parsed(noted().path("address").asText()) : parsed(given);
  }

  private @Nullable URI addressOfFolder() {
    try {
      return parsed(noted().path("address").asText());
    } catch (Unreachable e) {
      return null; // no node is there to be sent its token
    }
  }

  private @Nullable String givenAddress() {
    return address != null ? address : data == null ? System.getenv("KAI_ADDR") : null;
  }

  private NodeTrust trust(URI uri) throws Unreachable {
    String given = fingerprint;
    if (given == null && data == null) {
      given = System.getenv("KAI_FINGERPRINT");
    }
    if (given != null) {
      if (!"https".equals(uri.getScheme())) {
        throw wrong("a fingerprint is of an https address, and " + uri + " is none");
      }
      return new NodeTrust.Pinned(fingerprint(given), Optional.empty());
    }
    JsonNode tls = givenAddress() == null ? noted().path("tls") : MissingNode.getInstance();
    return tls.isObject()
        ? new NodeTrust.Pinned(
            fingerprint(tls.path("fingerprint").asText()),
            Optional.of(tls.path("certificate").asText()))
        : new NodeTrust.Authorities();
  }

  private Fingerprint fingerprint(String text) {
    try {
      return Fingerprint.parse(text);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private URI parsed(String given) {
    String plain = given.replaceAll("/+$", "");
    try {
      URI uri = URI.create(plain.contains("://") ? plain : "http://" + plain);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw wrong("'" + given + "' is no address of a node, such as http://127.0.0.1:7480");
  }

  /** A name other than this may lead anywhere. */
  private static boolean loopback(String host) {
    try {
      return host.equalsIgnoreCase("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private JsonNode noted() throws Unreachable {
    try {
      JsonNode note = Json.parse(Files.readAllBytes(folder().resolve("node.json")));
      if (FolderHold.by(folder(), note.path("pid").asLong())) {
        return note;
      }
    } catch (IOException | RejectedException e) {
      // said below
    }
    throw new Unreachable(
        "no node runs on " + folder(),
        "Start it with ./kai run, or name its folder with --data or its address with --address");
  }

  private String findToken(URI uri) throws Unreachable {
    String given = tokenFile == null && data == null ? System.getenv("KAI_TOKEN") : null;
    if (given != null) {
      return given;
    }
    if (tokenFile == null && givenAddress() != null && !uri.equals(addressOfFolder())) {
      throw wrong(
          "the token in "
              + folder()
              + " is not the one of "
              + uri
              + "; name its token's file with --token-file, or put the token into KAI_TOKEN");
    }
    Path file = tokenFile == null ? folder().resolve("token") : tokenFile;
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new Unreachable(
          "the token cannot be read from " + file,
          "Name its file with --token-file, or put it into KAI_TOKEN");
    }
  }
}
