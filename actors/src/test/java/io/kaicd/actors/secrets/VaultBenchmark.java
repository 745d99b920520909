package io.kaicd.actors.secrets;

import io.kaicd.contract.secret.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret of 256 bytes as a request uses it (rules, belonging, data key, decryption, overwriting),
 * beside the JDK's cipher alone with a key at hand, in turn; and what a passphrase costs: {@code
 * VaultBenchmark [rounds]}.
 */
public final class VaultBenchmark {
  private static final int CALLS = 400_000;
  private static final int BYTES = 256;
  private static final URI THERE = House.THERE;

  private VaultBenchmark() {}

  public static void main(String[] args) throws GeneralSecurityException {
    int rounds = args.length == 0 ? 7 : Integer.parseInt(args[0]);
    House house = House.open(new MemoryKeys(Clock.systemUTC()));
    house.put("openai", "v".repeat(BYTES), null);
    Bare bare = new Bare();
    double[] ours = new double[rounds];
    double[] theirs = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      theirs[round] = nanos(bare::open);
      ours[round] = nanos(() -> use(house));
    }
    System.out.printf(
        "256 B: JDK alone %s; a secret's use %s; ratio of medians %.2f%n",
        shown(theirs), shown(ours), median(theirs) / median(ours));

    double[] derivations = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      Argon2 argon2 = Argon2.fresh(new SecureRandom());
      try (Secret typed = Secret.owning("a passphrase".getBytes(StandardCharsets.UTF_8))) {
        long start = System.nanoTime();
        argon2.derive(typed, Runnable::run).join().close();
        derivations[round] = (System.nanoTime() - start) / 1e6;
      }
    }
    System.out.printf(
        "Argon2id, 64 MiB, 3 passes, 4 lanes: %.0f ms (median)%n", median(derivations));
  }

  private static final class Bare {
    private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    private final byte[] aad = new byte[100];
    private final byte[] sealed;

    Bare() throws GeneralSecurityException {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
      cipher.updateAAD(aad);
      sealed = cipher.doFinal(new byte[BYTES]);
    }

    int open() {
      try {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
        cipher.updateAAD(aad);
        return cipher.doFinal(sealed).length;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static int use(House house) {
    try (Secret secret = house.use.open("openai", THERE)) {
      return secret.size();
    }
  }

  private interface Call {
    int run();
  }

  private static double nanos(Call call) {
    long start = System.nanoTime();
    long sum = 0;
    for (int i = 0; i < CALLS; i++) {
      sum += call.run();
    }
    if (sum != (long) CALLS * BYTES) {
      throw new IllegalStateException("another number of bytes");
    }
    return (double) (System.nanoTime() - start) / CALLS;
  }

  /** Of the rounds after the first, which warms up. */
  private static double median(double[] rounds) {
    double[] warm = Arrays.copyOfRange(rounds, 1, rounds.length);
    Arrays.sort(warm);
    return warm[warm.length / 2];
  }

  private static String shown(double[] rounds) {
    double[] warm = Arrays.copyOfRange(rounds, 1, rounds.length);
    Arrays.sort(warm);
    return "%.0f ns (%.0f-%.0f)".formatted(median(rounds), warm[0], warm[warm.length - 1]);
  }
}
