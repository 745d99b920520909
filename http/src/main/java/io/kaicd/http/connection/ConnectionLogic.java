package io.kaicd.http.connection;

import io.kaicd.http.endpoint.Exchange;
import io.kaicd.http.reply.Replies;
import io.kaicd.http.settings.ConnectionSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.impl.engine.server.ServerTerminationDeadlineReached;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.scaladsl.model.HttpEntity;
import org.apache.pekko.http.scaladsl.model.HttpRequest;
import org.apache.pekko.http.scaladsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** What a {@link ConnectionStage} does; all of it runs in the connection's own actor. */
final class ConnectionLogic extends TimerGraphStageLogic
    implements InHandler, OutHandler, Connections.Open {
  private static final Duration TICK = Duration.ofMillis(500);
  private static final int MOST_WAITING = 2;
  private static final Connection CLOSE = Connection.create("close");
  private static final HttpResponse NOBODY_READS =
      Replies.with(408, Replies.SHARED, HttpEntity.Empty());

  private enum Doing {
    AWAITING_REQUEST,
    ANSWERING,
    /** A reply was handed over; the server asks for the next as soon as it holds all of it. */
    WRITING,
    /** A reply is being made while it is written; the server asks for the next before its end. */
    STREAMING
  }

  private final ConnectionStage stage;
  private final Connections.Seat seat;
  private final Reception reception;
  private final ConnectionSettings settings;
  private final ArrayDeque<HttpRequest> waiting = new ArrayDeque<>(MOST_WAITING);
  private final AsyncCallback<HttpResponse> answered;
  private final AsyncCallback<Boolean> told;
  private final AsyncCallback<Exchange> streamed;
  private Doing doing = Doing.AWAITING_REQUEST;
  private long since = System.nanoTime();
  private boolean draining;

  /** Whether a request has come, and so a handshake is over. */
  private boolean known;

  private @Nullable Exchange exchange;

  ConnectionLogic(
      ConnectionStage stage,
      Connections.Seat seat,
      Reception reception,
      ConnectionSettings settings) {
    super(stage.shape());
    this.stage = stage;
    this.seat = seat;
    this.reception = reception;
    this.settings = settings;
    this.answered = createAsyncCallback(this::answer);
    this.told = createAsyncCallback(this::onTold);
    this.streamed = createAsyncCallback(this::onStreamed);
    setHandlers(stage.in, stage.out, this);
  }

  @Override
  public void preStart() {
    seat.take(this);
    scheduleWithFixedDelay("deadlines", TICK, TICK);
    pull(stage.in);
  }

  @Override
  public void onPush() {
    known = true;
    waiting.add(grab(stage.in));
    serveNext();
    readOn();
  }

  @Override
  public void onPull() {
    if (doing != Doing.STREAMING) {
      replied();
    }
  }

  private void onStreamed(Exchange which) {
    if (doing == Doing.STREAMING && which.equals(exchange)) {
      doing = Doing.WRITING;
      if (isAvailable(stage.out)) {
        replied();
      }
    }
  }

  private void replied() {
    Exchange last = exchange;
    exchange = null;
    if (draining || isClosed(stage.in) || (last != null && last.closing())) {
      completeStage();
      return;
    }
    become(Doing.AWAITING_REQUEST);
    serveNext();
    readOn();
  }

  private void serveNext() {
    if (doing != Doing.AWAITING_REQUEST || waiting.isEmpty() || !isAvailable(stage.out)) {
      return;
    }
    Exchange next = new Exchange(waiting.remove());
    exchange = next;
    become(Doing.ANSWERING);
    CompletionStage<HttpResponse> reply = reception.receive(next);
    if (reply instanceof CompletableFuture<HttpResponse> future && future.isDone()) {
      answer(future.join());
    } else {
      reply.whenComplete((response, failure) -> answered.invoke(response));
    }
  }

  private void answer(HttpResponse answer) {
    boolean last = draining || (exchange != null && exchange.closing());
    HttpResponse response = last ? (HttpResponse) answer.addHeader(CLOSE) : answer;
    if (response.entity().isStrict()) {
      become(Doing.WRITING);
      push(stage.out, response);
    } else {
      become(Doing.STREAMING);
      push(stage.out, watched(response, exchange));
    }
  }

  private HttpResponse watched(HttpResponse response, @Nullable Exchange which) {
    return response.transformEntityDataBytes(
        Flow.of(ByteString.class)
            .watchTermination(
                (m, ended) -> ended.whenComplete((done, e) -> streamed.invoke(which))));
  }

  private void readOn() {
    if (waiting.size() < MOST_WAITING && !isClosed(stage.in) && !hasBeenPulled(stage.in)) {
      pull(stage.in);
    }
  }

  private void become(Doing now) {
    doing = now;
    since = System.nanoTime();
  }

  @Override
  public void onUpstreamFinish() {
    left();
    if (doing == Doing.ANSWERING) {
      push(stage.out, NOBODY_READS); // the server wants an answer to every request
    }
    completeStage();
  }

  @Override
  public void onUpstreamFailure(Throwable failure) {
    left();
    failStage(failure);
  }

  @Override
  public void onDownstreamFinish(Throwable cause) {
    left();
    completeStage();
  }

  private void left() {
    waiting.clear();
    if (exchange != null) {
      exchange.gone();
    }
  }

  @Override
  public void onTimer(Object key) {
    long past = System.nanoTime() - since;
    switch (doing) {
      case AWAITING_REQUEST -> {
        if (past > settings.headDeadline().toNanos()) {
          closeIdle();
        }
      }
      case WRITING -> {
        if (past > settings.writeDeadline().toNanos()) {
          failStage(cutOff());
        }
      }
      case ANSWERING, STREAMING -> {} // a call has its deadline, a stream watches its reader
    }
  }

  // The one failure that the server takes as a wish to cut the connection: any other it logs as a
  // fault of ours and tries to answer with 500.
  static Exception cutOff() {
    return new ServerTerminationDeadlineReached();
  }

  @Override
  public void drain() {
    told.invoke(false);
  }

  @Override
  public void abort() {
    told.invoke(true);
  }

  private void onTold(boolean now) {
    draining = true;
    if (now) {
      left();
      failStage(cutOff());
    } else if (doing == Doing.AWAITING_REQUEST) {
      closeIdle();
    }
  }

  // A TLS handshake that stalls would outlive its connection's polite end: TLS would wait for the
  // client to say good-bye as well.
  private void closeIdle() {
    if (known) {
      completeStage();
    } else {
      failStage(cutOff());
    }
  }

  @Override
  public void postStop() {
    left();
    seat.leave();
  }
}
