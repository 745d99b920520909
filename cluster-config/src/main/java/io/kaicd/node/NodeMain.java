package io.kaicd.node;

import io.kaicd.contract.registry.ServiceView;
import io.kaicd.node.tls.ServerIdentity;
import java.io.PrintStream;
import java.util.concurrent.CompletionException;

/** {@code kai run}: starts a node, says what it is, and stays until it is stopped. */
public final class NodeMain {
  private static final int REFUSED = 1;

  private NodeMain() {}

  /**
   * @return the exit code
   */
  public static int run(NodeOptions options, PrintStream out, PrintStream err) {
    System.setProperty("kai.log", options.data().resolve("kai.log").toString());
    long began = System.nanoTime();
    try {
      Node node = Node.start(options);
      Runtime.getRuntime().addShutdownHook(new Thread(node::close, "kai-stop"));
      greet(node, (System.nanoTime() - began) / 1_000_000, out);
      try {
        node.whenStopped().toCompletableFuture().join();
      } catch (CompletionException e) {
        return REFUSED;
      }
      return 0;
    } catch (StartRefused e) {
      err.println("kai: " + e.getMessage());
      err.println("     " + e.remedy());
      return REFUSED;
    }
  }

  private static void show(ServerIdentity identity, PrintStream out) {
    out.printf("  TLS       SHA-256 %s%n", identity.fingerprint());
    out.printf("            until %s, in %s%n", identity.until(), identity.file());
  }

  private static void greet(Node node, long millis, PrintStream out) {
    out.printf("Kai-CD node %s, ready in %.1f s%n%n", node.id(), millis / 1000.0);
    out.printf("  address   %s%n", node.address());
    node.identity().ifPresent(identity -> show(identity, out));
    out.printf("  cluster   %s%n", node.clusterAddress());
    out.printf("  token     in %s%n", node.tokenFile());
    out.printf("  journal   %s%n", node.journal());
    out.printf("  services%n");
    for (ServiceView service : node.view().services().values()) {
      out.printf("    %-14s %s%n", service.id(), service.definition().title());
    }
    out.printf("%nTry, in another terminal:%n");
    String data = " --data " + node.data();
    out.printf("  ./kai services list%s%n", data);
    out.printf("  ./kai index FOLDER --into notes%s%n", data);
    out.printf("  ./kai ask notes \"how do refunds work?\"%s%n", data);
    out.flush();
  }
}
