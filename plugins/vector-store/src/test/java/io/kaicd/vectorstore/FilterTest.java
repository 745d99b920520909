package io.kaicd.vectorstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {
  @TempDir static Path folder;
  private static Replica store;

  @BeforeAll
  static void open() {
    store = new Replica(folder);
    store.call(
        "create_collection", "{\"collection\":\"c\",\"dimension\":2,\"distance\":\"cosine\"}");
    String long1 = "x".repeat(40_000);
    store.call(
        "upsert",
        """
        {"collection":"c","points":[
        {"id":1,"vector":[1,0],"payload":{"city":"Bern","n":1,"ok":true,"tags":["a","b"],"o":{"p":{"q":"deep"}}}},
        {"id":2,"vector":[1,0.1],"payload":{"city":"bern","n":2.5,"ok":false,"tags":["b"],"o":[{"p":1},{"p":2}]}},
        {"id":3,"vector":[1,0.2],"payload":{"city":"Basel","n":-3,"tags":[],"big":9007199254740993,"z":-0.0}},
        {"id":4,"vector":[1,0.3],"payload":{"city":"1","n":"1","ok":"true","big":9007199254740992,"long":"%s"}},
        {"id":5,"vector":[1,0.4]}]}
        """
            .formatted(long1));
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {} | 1 2 3 4 5
          {"must":[]} | 1 2 3 4 5
          {"must":[{"key":"city","match":{"value":"Bern"}}]} | 1
          {"must":[{"key":"n","match":{"value":1}}]} | 1
          {"must":[{"key":"n","match":{"value":1.0}}]} | 1
          {"must":[{"key":"n","match":{"value":"1"}}]} | 4
          {"must":[{"key":"n","match":{"value":2.50}}]} | 2
          {"must":[{"key":"ok","match":{"value":true}}]} | 1
          {"must":[{"key":"ok","match":{"value":"true"}}]} | 4
          {"must":[{"key":"tags","match":{"value":"b"}}]} | 1 2
          {"must":[{"key":"tags","match":{"value":"a"}},{"key":"tags","match":{"value":"b"}}]} | 1
          {"must":[{"key":"o.p.q","match":{"value":"deep"}}]} | 1
          {"must":[{"key":"o.p","match":{"value":2}}]} | 2
          {"must":[{"key":"o","match":{"value":"deep"}}]} |
          {"must":[{"key":"city","match":{"any":["Bern","Basel","1"]}}]} | 1 3 4
          {"must":[{"key":"n","match":{"any":[1,"1",-3]}}]} | 1 3 4
          {"must":[{"key":"big","match":{"value":9007199254740993}}]} | 3
          {"must":[{"key":"z","match":{"value":0}}]} | 3
          {"must":[{"key":"z","range":{"gte":0}}]} | 3
          {"must":[{"key":"n","range":{"gte":1}}]} | 1 2
          {"must":[{"key":"n","range":{"gt":1}}]} | 2
          {"must":[{"key":"n","range":{"gt":-3,"lte":1}}]} | 1
          {"must":[{"key":"n","range":{"lt":1}}]} | 3
          {"must":[{"key":"n","range":{"gt":1,"lt":1}}]} |
          {"must":[{"key":"o.p","range":{"gt":1.5,"lt":3}}]} | 2
          {"should":[{"key":"n","match":{"value":1}},{"key":"n","range":{"lt":0}}]} | 1 3
          {"must_not":[{"key":"tags","match":{"value":"b"}}]} | 3 4 5
          {"must":[{"key":"tags","match":{"value":"b"}}],"should":[{"key":"ok","match":{"value":false}}],"must_not":[{"key":"city","match":{"value":"Bern"}}]} | 2
          {"must":[{"key":"none","match":{"value":1}}]} |
          """)
  void keepsWhatMatches(String filter, String expected) {
    // When
    var reply =
        store.call("query", "{\"collection\":\"c\",\"vector\":[1,0],\"filter\":" + filter + "}");
    // Then
    String ids =
        String.join(" ", reply.get("points").valueStream().map(p -> p.get("id").asText()).toList());
    assertThat(ids).isEqualTo(expected == null ? "" : expected);
  }

  @org.junit.jupiter.api.Test
  void aValueTooLongForATermIsFoundToo() {
    var reply =
        store.call(
            "query",
            "{\"collection\":\"c\",\"vector\":[1,0],\"filter\":{\"must\":[{\"key\":\"long\",\"match\":{\"value\":\""
                + "x".repeat(40_000)
                + "\"}}]}}");
    assertThat(reply.at("/points/0/id").asInt()).isEqualTo(4);
    assertThat(reply.get("points")).hasSize(1);
  }
}
