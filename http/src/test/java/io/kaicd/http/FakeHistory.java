package io.kaicd.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.journal.JournalHistory;
import io.kaicd.contract.json.Json;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;

/** A journal of one stream of five records. */
final class FakeHistory implements JournalHistory {
  private static final StreamHead HEAD = new StreamHead("registry", 5, "00ff", 5);

  private static Entry entry(long number) {
    return new Entry(
        number,
        "0" + number,
        "service-put/1",
        "owner",
        "2027-01-31T12:00:00Z",
        Json.parse("{\"id\":\"gpu\"}"));
  }

  @Override
  public CompletionStage<Overview> overview() {
    return done(new Overview(List.of(HEAD), "ab", Json.parse("null")));
  }

  @Override
  public CompletionStage<Stretch> read(String stream, long from, int limit) {
    if (!stream.equals(HEAD.stream())) {
      throw ErrorCode.JOURNAL_NO_STREAM.reject("no such stream").asException();
    }
    long first = from > 0 ? from : Math.max(1, HEAD.records() - limit + 1);
    long last = Math.min(HEAD.records(), first + limit - 1);
    return done(
        new Stretch(
            stream,
            HEAD.records(),
            LongStream.rangeClosed(first, last).mapToObj(FakeHistory::entry).toList()));
  }

  @Override
  public CompletionStage<Verdict> verify() {
    return done(new Verdict(true, "", List.of(HEAD), List.of()));
  }

  @Override
  public CompletionStage<JsonNode> checkpoint() {
    return done(
        Json.parse(
            "{\"checkpoint\":1,\"node\":\"n\",\"at\":\"t\",\"heads\":{},\"key\":\"k\",\"signature\":\"s\"}"));
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }
}
