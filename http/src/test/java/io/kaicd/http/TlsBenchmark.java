package io.kaicd.http;

import com.typesafe.config.ConfigFactory;
import io.kaicd.http.connection.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.ActorSystem;

/**
 * What TLS adds to a small call: the same echo through two doors of one JVM, one of them over TLS,
 * on one kept connection each, in turns.
 *
 * <p>Arguments: rounds (7), calls a round (5000).
 */
public final class TlsBenchmark {
  private TlsBenchmark() {}

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 7;
    int calls = args.length > 1 ? Integer.parseInt(args[1]) : 5_000;
    ActorSystem system = ActorSystem.create("bench", ConfigFactory.load());
    Path folder = Files.createTempDirectory("tls-bench");
    SSLContext context = TestCertificate.context(folder);
    FrontDoor plain = DoorBenchmark.door(system, new Transport.Plain());
    FrontDoor tls = DoorBenchmark.door(system, new Transport.Tls(context));
    double[] ratios = new double[rounds];
    try (RawSocket one = new RawSocket(plain.address().getPort());
        RawSocket other = new RawSocket(tls.address().getPort(), context)) {
      for (int i = -2; i < rounds; i++) {
        double without = micros(one, plain, calls);
        double with = micros(other, tls, calls);
        System.out.printf(
            Locale.ROOT,
            "%s plain %.0f us TLS %.0f us%n",
            i < 0 ? "warm-up" : "round",
            without,
            with);
        if (i >= 0) {
          ratios[i] = with / without;
        }
      }
    } finally {
      system.terminate();
      Files.deleteIfExists(folder.resolve("loopback.p12"));
      Files.delete(folder);
    }
    Arrays.sort(ratios);
    System.out.printf(Locale.ROOT, "median ratio TLS / plain %.2f%n", ratios[rounds / 2]);
  }

  private static double micros(RawSocket socket, FrontDoor door, int calls) throws IOException {
    String request = DoorBenchmark.request(door.address().getPort());
    long began = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      socket.send(request);
      if (socket.readUntil("dog\"}").isEmpty()) {
        throw new IOException("the door closed");
      }
    }
    return (System.nanoTime() - began) / 1e3 / calls;
  }
}
