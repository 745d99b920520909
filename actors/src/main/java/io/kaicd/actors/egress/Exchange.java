package io.kaicd.actors.egress;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import io.kaicd.contract.error.Rejection;
import io.kaicd.spi.EgressRequest;
import io.kaicd.spi.EgressResponse;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/** One request and its reply, on a virtual thread of its own. */
final class Exchange implements Runnable {
  private static final int WATCHED_BODY = 64 * 1024; // smaller ones fit the socket's own buffer
  private static final long GRACE_NANOS = 1_000_000_000L;

  private final ServiceEgress service;
  private final Binding binding;
  private final Behalf behalf;
  private final EgressRequest request;
  private final List<Credential> credentials = new ArrayList<>();
  private final Blot blot = new Blot();
  private final long deadline;
  private final Thread thread;
  private final PendingReply reply;
  private volatile boolean cancelled;
  private volatile boolean overdue;

  Exchange(ServiceEgress service, Binding binding, Behalf behalf, EgressRequest request) {
    this.service = service;
    this.binding = binding;
    this.behalf = behalf;
    this.request = request;
    this.deadline = System.nanoTime() + request.firstByteTimeout().toNanos();
    this.reply = new PendingReply(this::cancel);
    this.thread = Thread.ofVirtual().unstarted(() -> behalf.run(this));
  }

  PendingReply start() {
    thread.start();
    return reply;
  }

  /** Closes the connection, whatever it is doing. From any thread. */
  void cancel() {
    cancelled = true;
    thread.interrupt();
  }

  @Override
  public void run() {
    Throwable failure = attempt();
    if (failure != null) {
      service.signal(() -> reply.completeExceptionally(failure));
    }
  }

  /** Is over when it returns, so that who hears of a failure and asks again finds room. */
  private @Nullable Throwable attempt() {
    try {
      serve(converse());
      return null;
    } catch (Exception e) {
      return e instanceof RejectedException ? e : whileWaiting(e);
    } finally {
      credentials.forEach(Credential::close);
      service.ended(this);
    }
  }

  private OpenReply converse() throws IOException, InterruptedException {
    EgressRequest now = request;
    for (int hops = 0; ; hops++) {
      OpenReply open = ask(now);
      Optional<EgressRequest> next;
      try {
        next = Redirects.next(now, open.head(), binding);
      } catch (RejectedException e) {
        open.close();
        throw e;
      }
      if (next.isEmpty()) {
        return open;
      }
      open.close();
      if (hops == Redirects.MOST) {
        throw Redirects.invalid("redirects in a circle").asException();
      }
      now = next.get();
    }
  }

  private OpenReply ask(EgressRequest now) throws IOException, InterruptedException {
    Credentials.Opened own = binding.credentials().read(now.uri());
    credentials.addAll(own.all());
    blot.add(own.all());
    byte[] head = RequestHead.write(now, now.uri(), own.all());
    try {
      return ask(now, own, head);
    } finally {
      Arrays.fill(head, (byte) 0);
    }
  }

  private OpenReply ask(EgressRequest now, Credentials.Opened own, byte[] head)
      throws IOException, InterruptedException {
    boolean named = binding.check(now.uri()).named();
    while (true) {
      Connection connection = connected(now, own, named);
      service.sent().sent(AllowedBase.origin(now.uri()), connection.reach(), behalf);
      binding.credentials().sent(own);
      try {
        return ask(now, head, connection);
      } catch (EOFException e) {
        connection.close();
        // A kept connection may close as it is used; only what changes nothing is sent again.
        if (!connection.used() || !RequestHead.isSafe(now.method())) {
          throw e;
        }
      } catch (IOException | RuntimeException e) {
        connection.close();
        throw e;
      }
    }
  }

  /** One that may carry the credentials; when there is none, they have not been sent. */
  private Connection connected(EgressRequest now, Credentials.Opened own, boolean named)
      throws IOException, InterruptedException {
    try {
      Connection connection = service.pool().take(now.uri(), named, behalf.local(), deadline);
      try {
        binding.credentials().check(own, connection.reach());
        return connection;
      } catch (RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (RejectedException e) {
      binding.credentials().notSent(own, e.rejection().code());
      throw e;
    } catch (IOException e) {
      binding.credentials().notSent(own, ErrorCode.UPSTREAM_UNREACHABLE);
      throw e;
    } catch (InterruptedException e) {
      binding.credentials().notSent(own, ErrorCode.CALL_CANCELLED);
      throw e;
    }
  }

  private OpenReply ask(EgressRequest now, byte[] requestHead, Connection connection)
      throws IOException {
    boolean whole = true;
    try {
      write(connection, requestHead, now.body());
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      whole = false; // it may have answered without reading all, and said why
    }
    long until = whole ? deadline : Math.min(deadline, System.nanoTime() + GRACE_NANOS);
    ReplyHead head = connection.readHead(until, blot);
    for (int early = 0; head.status() < 200; early++) {
      if (early == 8 || head.status() == 101) {
        throw ReplyHead.invalid("answers with provisional replies only");
      }
      head = connection.readHead(until, blot);
    }
    BodyDecoder body = head.body(now.method().equals("HEAD"));
    URI uri = now.uri();
    return new OpenReply(
        head,
        connection,
        body,
        Math.clamp(now.idleTimeout().toMillis(), 1, Integer.MAX_VALUE),
        deadline,
        blot,
        whole ? c -> service.pool().giveBack(uri, c) : null);
  }

  private void write(Connection connection, byte[] head, byte[] body) throws IOException {
    if (body.length < WATCHED_BODY) {
      connection.write(head, body);
      return;
    }
    ScheduledFuture<?> watch =
        service.after(
            deadline - System.nanoTime(),
            () -> {
              overdue = true;
              thread.interrupt();
            });
    try {
      connection.write(head, body);
    } finally {
      watch.cancel(false);
    }
  }

  private void serve(OpenReply open) throws InterruptedException {
    byte[] whole = open.whole();
    if (whole != null) {
      BufferedReply buffered = new BufferedReply(open.head(), whole, service);
      service.signal(() -> reply.complete(buffered));
      return;
    }
    StreamedReply streamed = new StreamedReply(open.head(), this, service);
    try {
      service.signal(() -> hand(streamed));
      BodyReader reader = reader(streamed);
      if (reader != null) {
        read(reader, open);
      }
    } finally {
      open.close();
    }
  }

  private @Nullable BodyReader reader(StreamedReply streamed) throws InterruptedException {
    try {
      return streamed.awaitReader(service.unreadTimeout());
    } catch (InterruptedException e) {
      streamed.end(cancelledByUs().asException());
      throw e;
    }
  }

  private void hand(EgressResponse streamed) {
    if (!reply.complete(streamed)) {
      cancel();
    }
  }

  private void read(BodyReader reader, OpenReply open) throws InterruptedException {
    Throwable failure;
    try {
      reader.read(open);
      return;
    } catch (RuntimeException e) { // a rejection, or a bug: who reads hears of either
      failure = e;
    } catch (IOException e) {
      failure = whileReading(e).asException();
    } catch (InterruptedException e) {
      failure = cancelledByUs().asException();
    }
    open.close();
    reader.failed(failure);
  }

  private Throwable whileWaiting(Exception e) {
    if (cancelled) {
      return cancelledByUs().asException();
    }
    String origin = AllowedBase.origin(request.uri());
    return switch (e) {
      case SocketTimeoutException _ -> late(origin).asException();
      case IOException _ when overdue -> late(origin).asException();
      case IOException _ ->
          ErrorCode.UPSTREAM_CUT
              .reject(origin + " closed the connection before it answered")
              .asException();
      case InterruptedException _ -> cancelledByUs().asException();
      default -> e;
    };
  }

  private Rejection late(String origin) {
    return ErrorCode.UPSTREAM_TIMEOUT.reject(
        origin + " sent no reply within " + request.firstByteTimeout());
  }

  private Rejection whileReading(IOException e) {
    if (cancelled) {
      return cancelledByUs();
    }
    String origin = AllowedBase.origin(request.uri());
    return e instanceof SocketTimeoutException
        ? ErrorCode.UPSTREAM_TIMEOUT.reject(
            origin + " paused inside its reply for more than " + request.idleTimeout())
        : ErrorCode.UPSTREAM_CUT.reject(origin + " closed the connection inside its reply");
  }

  private static Rejection cancelledByUs() {
    return ErrorCode.CALL_CANCELLED.reject("the request was given up");
  }
}
