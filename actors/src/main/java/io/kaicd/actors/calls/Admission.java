package io.kaicd.actors.calls;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts the calls in flight that came in by this node, and refuses those past a limit. */
final class Admission {
  private final CallsSettings settings;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger streams = new AtomicInteger();
  private final AtomicInteger remoteStreams = new AtomicInteger();
  private final ConcurrentHashMap<String, AtomicInteger> byService = new ConcurrentHashMap<>();

  Admission(CallsSettings settings) {
    this.settings = settings;
  }

  /** Lets a unary call in, or says why not. Who was let in leaves once. */
  @Nullable Rejection enter(String service) {
    if (!take(inFlight, settings.mostInFlight())) {
      return full(settings.mostInFlight() + " calls are in flight by this node");
    }
    if (!take(of(service), settings.mostPerService())) {
      inFlight.decrementAndGet();
      return full(settings.mostPerService() + " calls are in flight on " + service);
    }
    return null;
  }

  void leave(String service) {
    of(service).decrementAndGet();
    inFlight.decrementAndGet();
  }

  /** Lets a stream in, or says why not. */
  @Nullable Rejection enterStream(boolean remote) {
    if (!take(streams, settings.mostStreams())) {
      return ErrorCode.STREAMS_FULL.reject(settings.mostStreams() + " streams are open");
    }
    if (remote && !take(remoteStreams, settings.mostRemoteStreams())) {
      streams.decrementAndGet();
      return ErrorCode.STREAMS_FULL.reject(
          settings.mostRemoteStreams() + " streams are open to other nodes");
    }
    return null;
  }

  void leaveStream(boolean remote) {
    streams.decrementAndGet();
    if (remote) {
      remoteStreams.decrementAndGet();
    }
  }

  int inFlight() {
    return inFlight.get();
  }

  int streams() {
    return streams.get();
  }

  private AtomicInteger of(String service) {
    AtomicInteger count = byService.get(service);
    return count != null ? count : byService.computeIfAbsent(service, s -> new AtomicInteger());
  }

  private static boolean take(AtomicInteger count, int most) {
    if (count.incrementAndGet() > most) {
      count.decrementAndGet();
      return false;
    }
    return true;
  }

  private static Rejection full(String message) {
    return ErrorCode.ADMISSION_FULL.reject(message);
  }
}
