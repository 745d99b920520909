package io.kaicd.contract.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Texts of 1 MiB that make a careless scanner read its own steps again. What is held is the growth:
 * a text of 16 times the length may take 100 times as long, so that a busy machine does not matter;
 * quadratic work takes 256 times as long.
 */
class LinearScanTest {
  private static final int SMALL = 1 << 16;
  private static final int LARGE = 1 << 20;
  private static final double MOST_GROWTH = 100;
  private static final int ROUNDS = 3;

  @ParameterizedTest
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  @ValueSource(
      strings = {
        "a",
        "=",
        ":",
        "-",
        "_",
        ".",
        ">",
        "\"",
        "\\",
        " ",
        "sk-",
        "sk-a",
        "sk-aaaaaaaaaaaaaaaaaaaaaaa",
        "key=",
        "key=a",
        "key:",
        "key: ",
        "key=\"",
        "key='a",
        "key=\\\"",
        "\"key\":\"",
        "'key':\"a",
        "token=",
        "token:",
        "token: a ",
        "token=a[",
        "token=${",
        "token=$(",
        "token=null,",
        "token=1",
        "password: ",
        "password: null ",
        "password:a",
        "\npassword: null",
        "pwd='",
        "pwd=\\\"\\",
        "secret:a",
        "secret=a",
        "\"secret\":\"a",
        "authorization: a ",
        "authorization: digest ",
        "Authorization: Bearer ",
        "bearer ",
        "basic a",
        "bearer aaaaaaaaaaaa/",
        "cookie=",
        "cookie: [",
        "://",
        "://a",
        "://a:",
        "a://a:a",
        "://@",
        "jdbc:oracle:thin:a",
        "jdbc:oracle:thin:a/",
        "eyJ",
        "eyJ.",
        "eyJaaaaaaaaaaaaaaaaaaa-",
        "eyJaaaaaaaaaaaaaaaaaaa.",
        "MAAAAAAAAAAAAAAAAAAAAAAAA.",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-",
        "-----BEGIN PRIVATE KEY----",
        "kai_",
        "kai_a",
        "kai_a_",
        "--token ",
        "--token a",
        "--password A",
        "<token>",
        "<token",
        "<key>a",
        "1:AA",
        "12345678:AA",
        "github_pat_",
        "github_pat_a-",
        "hooks.slack.com/services/",
        "EAAA",
        "AKIA",
        "key-",
        "v1.0-",
        "[redacted]",
        "token=[redacted]",
        "password=*",
        "password=****** ",
        "http://u:[redacted]@h ",
      })
  void theTimeGrowsWithTheText(String piece) {
    // given
    String small = piece.repeat(SMALL / piece.length());
    String large = piece.repeat(LARGE / piece.length());
    // when
    Redaction.redacted(small);
    long shorter = fastest(small);
    long longer = fastest(large);
    // then, where a millisecond is what a clock and a collector may add
    assertThat(longer)
        .as("%s: %,d ns, %,d ns", piece, shorter, longer)
        .isLessThan((long) (MOST_GROWTH * shorter) + 1_000_000);
  }

  private static long fastest(String text) {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long began = System.nanoTime();
      int length = Redaction.redacted(text).length();
      best = Math.min(best, System.nanoTime() - began);
      assertThat(length).isPositive();
    }
    return best;
  }
}
