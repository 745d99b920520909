package io.kaicd.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.journal.JournalHistory.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every recorded event shows of itself to who reads the history. */
class ShownRecordTest {
  private static Entry shown(String stream, String file) {
    String manifest = file.replaceAll("([a-z-]+)-(\\d+).*", "$1/$2");
    return ShownRecord.of(
        SealedRecord.seal(Head.NONE, stream, manifest, Golden.recorded(stream + "/" + file)));
  }

  /** The texts of all bytes in an event, however deep. */
  private static List<String> bytes(JsonNode at) {
    List<String> found = new ArrayList<>();
    if (at.isBinary()) {
      found.add(at.asText());
    }
    at.forEach(below -> found.addAll(bytes(below)));
    return found;
  }

  @ParameterizedTest
  @ValueSource(strings = {"registry", "configuration", "keys", "vault", "audit"})
  void it_tells_when_and_by_whom_and_shows_no_bytes(String stream) throws IOException {
    for (String file : Golden.names(Path.of(stream))) {
      JsonNode event = CborEvents.CBOR.readTree(Golden.recorded(stream + "/" + file));
      Entry entry = shown(stream, file);

      assertThat(entry.at()).as(file).isNotEmpty();
      assertThat(entry.actor())
          .as(file)
          .isEqualTo(event.at("/by/actor").asText(event.path("actor").asText()));
      for (String bytes : bytes(event)) {
        assertThat(entry.what().toString()).as(file).doesNotContain(bytes);
      }
    }
  }

  @Test
  void what_opens_or_identifies_a_secret_is_left_out() {
    assertThat(shown("keys", "key-made-1").what().has("hash")).isFalse();
    assertThat(shown("keys", "key-made-1").what().has("scopes")).isTrue();
    JsonNode put = shown("vault", "secret-put-1").what();
    assertThat(put.has("value")).isFalse();
    assertThat(put.path("name").asText()).isNotEmpty();
    assertThat(shown("vault", "vault-set-up-1").what().has("root")).isFalse();
    assertThat(shown("vault", "vault-set-up-1").what().has("keks")).isFalse();
    assertThat(shown("vault", "root-changed-1").what()).isEmpty();
  }

  @Test
  void bytes_are_shown_nowhere_the_reason_is_and_who_it_was_is_not_repeated() throws IOException {
    byte[] some = {1, 2, 3};
    ObjectNode event = CborEvents.CBOR.createObjectNode().put("text", "shown").put("bytes", some);
    event.putArray("list").add("shown").add(some);
    event.putObject("deep").put("bytes", some).putArray("list").add(some);
    event.putObject("by").put("actor", "owner").put("at", "now").put("reason", "asked for");
    byte[] body = CborEvents.CBOR.writeValueAsBytes(event);

    Entry entry = ShownRecord.of(SealedRecord.seal(Head.NONE, "registry", "some/1", body));

    assertThat(entry.what())
        .hasToString(
            "{\"text\":\"shown\",\"bytes\":null,\"list\":[\"shown\",null],"
                + "\"deep\":{\"bytes\":null,\"list\":[null]},\"reason\":\"asked for\"}");
  }

  @Test
  void a_stream_that_is_not_known_shows_nothing_of_what_it_holds() {
    byte[] body = Notes.STREAM.events().encode(new Notes.Noted("a text", "owner"));

    Entry entry = ShownRecord.of(SealedRecord.seal(Head.NONE, Notes.NAME, "noted/2", body));

    assertThat(entry.what()).isEmpty();
    assertThat(entry.event()).isEqualTo("noted/2");
  }
}
