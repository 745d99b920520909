package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SealedRecordTest {
  private static final String STREAM = "registry";
  private final SealedRecordSerializer serializer = new SealedRecordSerializer();

  private static SealedRecord record(Head head, String body) {
    return SealedRecord.seal(
        head, STREAM, "service-removed/1", body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void its_layout_and_its_hash_stay_as_recorded() throws NotSerializableException {
    SealedRecord first = record(Head.NONE, "first");
    SealedRecord second = record(first.follows(STREAM, Head.NONE), "second");

    byte[] golden = Golden.check("journal/sealed-record", serializer.toBinary(second));

    SealedRecord read = (SealedRecord) serializer.fromBinary(golden, "sealed/1");
    Head head = read.follows(STREAM, new Head(1, first.hash()));
    assertThat(head.seq()).isEqualTo(2);
    assertThat(read.body()).isEqualTo("second".getBytes(StandardCharsets.UTF_8));
    assertThat(read.manifest()).isEqualTo("service-removed/1");
  }

  @Test
  void every_flipped_bit_of_a_stored_record_is_seen() {
    SealedRecord first = record(Head.NONE, "first");
    byte[] stored = serializer.toBinary(first);

    for (int bit = 0; bit < stored.length * 8; bit++) {
      byte[] flipped = stored.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(
              () ->
                  ((SealedRecord) serializer.fromBinary(flipped, "sealed/1"))
                      .follows(STREAM, Head.NONE))
          .as("bit " + bit)
          .isInstanceOfAny(BrokenJournal.class, NotSerializableException.class);
    }
  }

  @Test
  void a_record_that_is_cut_or_too_long_is_refused() {
    byte[] stored = serializer.toBinary(record(Head.NONE, "first"));

    for (int length = 0; length < stored.length; length++) {
      byte[] cut = Arrays.copyOf(stored, length);
      assertThatThrownBy(() -> serializer.fromBinary(cut, "sealed/1"))
          .isInstanceOf(NotSerializableException.class);
    }
    assertThatThrownBy(
            () -> serializer.fromBinary(Arrays.copyOf(stored, stored.length + 1), "sealed/1"))
        .isInstanceOf(NotSerializableException.class);
    assertThatThrownBy(() -> serializer.fromBinary(stored, "sealed/2"))
        .isInstanceOf(NotSerializableException.class);
  }

  @Test
  void order_gaps_other_chains_and_other_streams_are_refused_by_name() {
    SealedRecord first = record(Head.NONE, "first");
    Head head = first.follows(STREAM, Head.NONE);
    SealedRecord second = record(head, "second");
    SealedRecord other = record(record(Head.NONE, "other").follows(STREAM, Head.NONE), "second");

    assertThatThrownBy(() -> second.follows(STREAM, Head.NONE))
        .isInstanceOf(BrokenJournal.class)
        .hasMessageContaining("'registry' is broken at record 1");
    assertThatThrownBy(() -> first.follows(STREAM, head))
        .hasMessageContaining("'registry' is broken at record 2");
    assertThatThrownBy(() -> other.follows(STREAM, head))
        .hasMessageContaining("'registry' is broken at record 2: it does not follow");
    assertThatThrownBy(() -> first.follows("vault", Head.NONE))
        .hasMessageContaining("'vault' is broken at record 1: found a record of another stream");
  }
}
