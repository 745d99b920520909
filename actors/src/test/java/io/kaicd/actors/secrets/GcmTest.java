package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GcmTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Gcm GCM = new Gcm(RANDOM);

  private static final class Real implements Tampering.Trial {
    @Override
    public byte[] seal(KeyBytes key, Belonging belonging, byte[] plain) {
      return GCM.seal(key, belonging, plain).bytes();
    }

    @Override
    public byte[] open(KeyBytes key, Belonging belonging, byte[] box) throws Unopenable {
      return GCM.open(key, belonging, new Box(box));
    }
  }

  /** The planted fault: it authenticates nothing but the box. */
  private static final class WithoutBelonging implements Tampering.Trial {
    @Override
    public byte[] seal(KeyBytes key, Belonging belonging, byte[] plain) {
      byte[] nonce = new byte[Gcm.NONCE];
      RANDOM.nextBytes(nonce);
      return Gcm.seal(key, nonce, new byte[0], plain);
    }

    @Override
    public byte[] open(KeyBytes key, Belonging belonging, byte[] box) throws Unopenable {
      return Gcm.open(key, new byte[0], box);
    }
  }

  static Stream<Belonging> belongings() {
    return Stream.of(
        Belonging.value("vault/ab", "openai", 3, "d1"),
        Belonging.dek("vault/ab", "openai", 3, "d1", "k1"),
        Belonging.kek("vault/ab", "k1", "r1"),
        Belonging.fingerprint("vault/ab", "r1"));
  }

  @ParameterizedTest
  @MethodSource("belongings")
  void what_was_moved_or_changed_does_not_open(Belonging home) {
    KeyBytes key = KeyBytes.random(RANDOM);
    KeyBytes other = KeyBytes.random(RANDOM);

    assertThat(Tampering.unseen(new Real(), key, other, home)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("belongings")
  void a_cipher_without_the_belonging_is_found_out(Belonging home) {
    KeyBytes key = KeyBytes.random(RANDOM);
    KeyBytes other = KeyBytes.random(RANDOM);

    List<String> unseen = Tampering.unseen(new WithoutBelonging(), key, other, home);

    assertThat(unseen).hasSameSizeAs(Tampering.elsewhere(home));
    assertThat(unseen).allMatch(each -> each.startsWith("moved"));
  }

  @Test
  void it_opens_where_it_belongs() throws Exception {
    KeyBytes key = KeyBytes.random(RANDOM);
    Belonging home = Belonging.value("vault/ab", "openai", 3, "d1");

    Box box = GCM.seal(key, home, new byte[] {7, 8});

    assertThat(box.bytes()).hasSize(Gcm.NONCE + 2 + Gcm.TAG);
    assertThat(GCM.open(key, home, box)).containsExactly(7, 8);
  }

  /** {@code -Dkai.nonces=10000000} for the full run. */
  @Test
  void no_nonce_comes_twice() {
    int count = Integer.getInteger("kai.nonces", 200_000);
    KeyBytes key = KeyBytes.random(RANDOM);
    Belonging home = Belonging.kek("vault/ab", "k1", "r1");
    long[] high = new long[count];

    for (int i = 0; i < count; i++) {
      high[i] = ByteBuffer.wrap(GCM.seal(key, home, new byte[1]).bytes()).getLong();
    }

    // 64 of the 96 bits are enough: among 10 million, two are the same once in 370,000 runs.
    Arrays.sort(high);
    assertThat(twice(high)).isZero();
    high[0] = high[count - 1];
    Arrays.sort(high);
    assertThat(twice(high)).as("a planted pair").isOne();
  }

  private static int twice(long[] sorted) {
    int same = 0;
    for (int i = 1; i < sorted.length; i++) {
      same += sorted[i] == sorted[i - 1] ? 1 : 0;
    }
    return same;
  }
}
