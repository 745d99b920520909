package io.kaicd.actors.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaicd.actors.journal.DurableFiles;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RootTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Root.KeyFile ROOT = new Root.KeyFile("r1");
  private static final Root VARIABLE = new Root.Environment("e1");

  @TempDir Path folder;
  private final VaultThreads threads = new VaultThreads();

  @AfterEach
  void stop() {
    threads.close();
  }

  private RootSources sources(@Nullable String variable) {
    return new RootSources(
        folder.resolve("vault.key"), name -> name.equals("KAI_VAULT_KEY") ? variable : null);
  }

  private static Secret passphrase(String text) {
    return Secret.taking(text.toCharArray());
  }

  /** From the tests of the reference implementation (phc-winner-argon2, src/test.c). */
  @ParameterizedTest
  @CsvSource({
    "65536,1,09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7",
    "256,1,9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe",
    "256,2,6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037",
  })
  void argon2id_is_the_reference_s(int memory, int lanes, String expected) {
    Box salt = new Box("somesalt".getBytes(StandardCharsets.US_ASCII));

    KeyBytes key =
        new Argon2(memory, 2, lanes, salt).derive(passphrase("password"), Runnable::run).join();

    assertThat(HexFormat.of().formatHex(key.getEncoded())).isEqualTo(expected);
  }

  @Test
  void the_defaults_are_64_mib_three_passes_four_lanes_and_a_salt_of_its_own() {
    Argon2 one = Argon2.fresh(RANDOM);

    assertThat(one.memory()).isEqualTo(65_536);
    assertThat(one.iterations()).isEqualTo(3);
    assertThat(one.parallelism()).isEqualTo(4);
    assertThat(one.salt().bytes()).hasSize(16);
    assertThat(one.salt()).isNotEqualTo(Argon2.fresh(RANDOM).salt());
  }

  @Test
  void it_is_derived_on_the_executor_that_is_handed_in() {
    List<Runnable> queued = new ArrayList<>();
    var derived = Argon2.fresh(RANDOM, 64, 1, 1).derive(passphrase("a"), queued::add);
    assertThat(derived).isNotDone();

    queued.forEach(Runnable::run);

    assertThat(derived).isCompleted();
  }

  @ParameterizedTest
  @CsvSource({"2147483647,3,4", "65536,2147483647,4", "65536,3,0", "65536,0,4", "7,1,1"})
  void parameters_that_take_all_or_nothing_are_refused(int memory, int iterations, int lanes) {
    assertThatThrownBy(() -> new Argon2(memory, iterations, lanes, new Box(new byte[16])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_key_file_is_made_for_its_owner_alone_and_takes_its_place_when_its_root_has_come()
      throws Exception {
    sources(null).make(ROOT, RANDOM);
    assertThat(sources(null).hasFile()).isFalse();
    KeyBytes made = sources(null).read(ROOT);

    sources(null).settle(ROOT);
    sources(null).settle(ROOT);

    assertThat(sources(null).read(ROOT)).isEqualTo(made);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(files()).containsExactly(file());
  }

  /** At each step of a change of the root there may be a crash; the journal says where it was. */
  @Test
  void the_file_of_the_root_that_the_journal_names_is_there_at_each_step() throws Exception {
    sources(null).make(ROOT, RANDOM);
    sources(null).settle(ROOT);
    KeyBytes was = sources(null).read(ROOT);
    Root.KeyFile next = new Root.KeyFile("r2");

    sources(null).make(next, RANDOM); // no event yet: the old root counts
    assertThat(sources(null).read(ROOT)).isEqualTo(was);
    KeyBytes made = sources(null).read(next); // the event, and not moved yet
    assertThat(made).isNotEqualTo(was);
    sources(null).settle(next); // moved
    assertThat(sources(null).read(next)).isEqualTo(made);
    assertThat(files()).containsExactly(file());

    Root.KeyFile never = new Root.KeyFile("r3"); // a crash, or a refusal, and another try
    sources(null).make(never, RANDOM);
    sources(null).forget(never);
    assertThat(sources(null).read(next)).isEqualTo(made);
    sources(null).make(never, RANDOM);
    sources(null).removeFiles();
    assertThat(files()).isEmpty();
  }

  /** The event of a change away from a key file came, and then a crash. */
  @Test
  void a_key_file_that_was_left_goes_at_the_next_unlock_and_no_other_does() throws Exception {
    RootKeys roots = roots();
    Root variable = new Root.Environment("r2");
    sources(null).make(ROOT, RANDOM); // where its own change was not settled either

    roots.leaving(ROOT, variable);
    roots.settle(ROOT, false); // the event did not come: it counts
    assertThat(sources(null).hasFile()).isTrue();
    Root.KeyFile coming = new Root.KeyFile("r3"); // the event may be in the journal
    sources(null).make(coming, RANDOM);
    roots.settle(variable, false);
    assertThat(files()).containsExactly(file().resolveSibling("vault.key.r3"));

    sources(null).settle(coming);
    roots.settle(variable, false); // an older journal was put back
    assertThat(files()).containsExactly(file());
  }

  @Test
  void a_root_that_was_left_and_is_come_back_to_keeps_its_file() throws Exception {
    RootKeys roots = roots();
    Root variable = new Root.Environment("r2");
    sources(null).make(ROOT, RANDOM);
    roots.leaving(ROOT, variable);
    roots.forget(variable); // refused
    assertThat(files()).containsExactly(file());
    roots.leaving(ROOT, variable); // asked again; it came, and the file did not go yet

    Root.KeyFile next = new Root.KeyFile("r3");
    sources(null).make(next, RANDOM);
    roots.settle(next, false);
    roots.settle(variable, false); // an older journal

    assertThat(files()).containsExactly(file());
    assertThat(sources(null).read(next)).isNotNull();
  }

  private RootKeys roots() {
    return new RootKeys(new KeyMaker(RANDOM), sources(null), RANDOM, threads);
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorCode.class,
      names = {"CALL_DEADLINE", "STORAGE_UNAVAILABLE", "INTERNAL", "NODE_NOT_READY"})
  void a_root_whose_event_may_be_in_the_journal_keeps_its_file(ErrorCode unsure) {
    assertThat(ClusterVault.SURE).doesNotContain(unsure);
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx--x---"})
  void a_key_file_that_others_can_use_is_refused(String mode) throws Exception {
    sources(null).make(ROOT, RANDOM);
    sources(null).settle(ROOT);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(mode));

    refused(sources(null), ROOT, "others");
  }

  @Test
  void a_key_file_that_is_missing_linked_or_of_another_size_is_refused() throws Exception {
    refused(sources(null), ROOT, "not there");
    Path elsewhere = folder.resolve("elsewhere");
    DurableFiles.create(elsewhere, new byte[32]);
    Files.createSymbolicLink(file(), elsewhere);
    refused(sources(null), ROOT, "not there");
    Files.delete(file());
    DurableFiles.create(file(), new byte[31]);
    refused(sources(null), ROOT, "32");
  }

  @Test
  void a_variable_is_32_bytes_in_base64() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    String text = Base64.getEncoder().encodeToString(bytes);

    assertThat(sources(text + "\n").read(VARIABLE).getEncoded()).isEqualTo(bytes);
    refused(sources(null), VARIABLE, "not set");
    refused(sources(text.substring(4)), VARIABLE, "32");
    refused(sources("not base64!"), VARIABLE, "32");
  }

  private Path file() {
    return folder.resolve("vault.key");
  }

  private static void refused(RootSources sources, Root root, String why) {
    assertThatThrownBy(() -> sources.read(root))
        .isInstanceOfSatisfying(
            RejectedException.class,
            e -> {
              assertThat(e.rejection().code()).isEqualTo(ErrorCode.VAULT_ROOT_UNAVAILABLE);
              assertThat(e.rejection().message()).contains(why);
            });
  }
}
