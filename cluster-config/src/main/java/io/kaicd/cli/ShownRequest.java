package io.kaicd.cli;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A request as a curl command that can be typed; the token stays in a variable. */
final class ShownRequest {
  private static final int LONGEST_BODY = 2_000;
  private static final int BEGINNING = 160;

  private ShownRequest() {}

  /**
   * @param path below the node's address, which may have a path of its own
   * @param trust curl's options for it, with a space before them, or nothing
   */
  static String line(HttpRequest request, String path, byte[] body, String trust) {
    StringBuilder line = new StringBuilder("curl -s").append(trust);
    boolean implied = request.method().equals("GET") || (body.length > 0 && isPost(request));
    if (!implied) {
      line.append(" -X ").append(request.method());
    }
    line.append(" -H \"Authorization: Bearer $KAI_TOKEN\"");
    for (Map.Entry<String, List<String>> header : request.headers().map().entrySet()) {
      if (!header.getKey().equalsIgnoreCase("Authorization")) {
        line.append(' ').append("-H ");
        line.append(quoted(header.getKey() + ": " + header.getValue().getFirst()));
      }
    }
    line.append(' ').append(quoted(request.uri().toString()));
    String text = new String(body, StandardCharsets.UTF_8);
    if (body.length > 0 && hidden(path)) {
      line.append(" --data @body.json  # it holds a secret");
    } else if (body.length > LONGEST_BODY) {
      // What follows is a comment to a shell.
      line.append(" --data @body.json  # ").append(body.length).append(" bytes: ");
      line.append(text, 0, BEGINNING).append("...");
    } else if (body.length > 0) {
      line.append(" --data ").append(quoted(text));
    }
    return line.toString();
  }

  private static boolean hidden(String path) {
    return path.startsWith(SecretsCommand.PATH) || path.startsWith(VaultCommand.PATH);
  }

  private static boolean isPost(HttpRequest request) {
    return request.method().equals("POST");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
