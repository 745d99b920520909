package io.kaicd.contract.call;

/**
 * The one way in, for HTTP, plugins and the host's own probes: validates, routes, admits, and
 * sends. All refusals that need no plugin happen before anything is sent.
 */
public interface Calls {
  PendingCall<Reply.Unary> unary(CallRequest request);

  PendingCall<Reply.Streamed> stream(CallRequest request);
}
