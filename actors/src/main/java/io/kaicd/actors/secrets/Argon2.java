package io.kaicd.actors.secrets;

import io.kaicd.contract.secret.Secret;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * How a root key is derived from a passphrase: Argon2id (RFC 9106), version 1.3. The defaults are
 * that RFC's second recommendation, 64 MiB in three passes over four lanes.
 *
 * @param memory KiB
 * @param salt 16 random bytes
 */
record Argon2(int memory, int iterations, int parallelism, Box salt) {
  static final int MEMORY = 64 * 1024;
  static final int ITERATIONS = 3;
  static final int PARALLELISM = 4;
  private static final int SALT = 16;
  private static final int MOST_MEMORY = 1024 * 1024;
  private static final int MOST_ITERATIONS = 64;
  private static final int MOST_PARALLELISM = 64;

  Argon2 {
    // A record that was tampered with must not take all memory or time.
    if (memory < 8 * parallelism || memory > MOST_MEMORY || parallelism < 1) {
      throw new IllegalArgumentException("Argon2 memory out of range");
    }
    if (iterations < 1 || iterations > MOST_ITERATIONS || parallelism > MOST_PARALLELISM) {
      throw new IllegalArgumentException("Argon2 cost out of range");
    }
  }

  /** Today's parameters with a new salt. */
  static Argon2 fresh(SecureRandom random) {
    return fresh(random, MEMORY, ITERATIONS, PARALLELISM);
  }

  static Argon2 fresh(SecureRandom random, int memory, int iterations, int parallelism) {
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    return new Argon2(memory, iterations, parallelism, new Box(salt));
  }

  /** On the executor that is handed in: about a second, and {@code memory} of heap. */
  CompletableFuture<KeyBytes> derive(Secret passphrase, Executor executor) {
    return CompletableFuture.supplyAsync(() -> passphrase.lend(this::derive), executor);
  }

  private KeyBytes derive(byte[] passphrase) {
    byte[] own = passphrase.clone();
    byte[] key = new byte[KeyBytes.SIZE];
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memory)
            .withIterations(iterations)
            .withParallelism(parallelism)
            .withSalt(salt.bytes())
            .build());
    try {
      generator.generateBytes(own, key);
    } finally {
      Arrays.fill(own, (byte) 0);
    }
    return KeyBytes.owning(key);
  }
}
