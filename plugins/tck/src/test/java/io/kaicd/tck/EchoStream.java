package io.kaicd.tck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.contract.error.ErrorCode;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/** Says a text word by word, as words are asked for. */
final class EchoStream implements Flow.Subscription {
  private final String[] words;
  private final Flow.Subscriber<? super JsonNode> subscriber;
  private final Fault fault;
  private final AtomicLong work;
  private long demand;
  private int said;
  private boolean over;
  private boolean saying;

  EchoStream(
      String text, Flow.Subscriber<? super JsonNode> subscriber, Fault fault, AtomicLong work) {
    this.words = text.split(" ", -1);
    this.subscriber = subscriber;
    this.fault = fault;
    this.work = work;
  }

  @Override
  public synchronized void request(long n) {
    demand = fault == Fault.IGNORES_DEMAND || demand + n < 0 ? Long.MAX_VALUE : demand + n;
    if (saying) {
      return; // asked for from within a signal: the loop below goes on
    }
    saying = true;
    while (!over && demand > 0 && said < words.length) {
      demand--;
      work.incrementAndGet();
      subscriber.onNext(word(words[said++]));
      if (fault == Fault.STREAM_BREAKS_OFF && said == 2 && !over) {
        over = true;
        subscriber.onError(new IllegalStateException("planted"));
      }
    }
    saying = false;
    if (!over && said == words.length) {
      over = true;
      subscriber.onComplete();
      if (fault == Fault.ENDS_TWICE) {
        subscriber.onComplete();
      }
      if (fault == Fault.CHUNK_AFTER_END) {
        subscriber.onNext(word("and"));
      }
    }
  }

  @Override
  public synchronized void cancel() {
    over = over || fault != Fault.IGNORES_CANCEL_OF_STREAM;
  }

  synchronized void cut() {
    if (!over) {
      over = true;
      subscriber.onError(ErrorCode.SERVICE_DRAINING.reject("planted").asException());
    }
  }

  private ObjectNode word(String word) {
    ObjectNode chunk = JsonNodeFactory.instance.objectNode().put("text", word);
    return fault == Fault.CHUNK_BREAKS_SCHEMA ? chunk.put("volume", 11) : chunk;
  }
}
