package io.kaicd.http.reply;

import io.kaicd.contract.call.CallInfo;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.http.scaladsl.model.HttpHeader;
import scala.collection.immutable.List;

/**
 * The headers that say where a call went. Few services answer many calls, so all but the call's id
 * are made once.
 */
public final class CallHeaders {
  private static final int MOST = 1_024;
  private static final String ID = "Kai-Call-Id";

  private final Map<String, Known> byService = new ConcurrentHashMap<>();

  public List<HttpHeader> of(CallInfo call) {
    Known known = byService.get(call.service());
    if (known == null
        || !known.node.equals(call.node())
        || !known.contract.equals(call.contract())) {
      known = make(call);
      if (byService.size() >= MOST) {
        byService.clear();
      }
      byService.put(call.service(), known);
    }
    return Replies.with(known.headers, Replies.header(ID, call.callId()));
  }

  private static Known make(CallInfo call) {
    List<HttpHeader> headers = Replies.SHARED;
    headers = withText(headers, "Kai-Contract", call.contract());
    headers = withText(headers, "Kai-Node", call.node());
    headers = withText(headers, "Kai-Service", call.service());
    return new Known(call.node(), call.contract(), headers);
  }

  private static List<HttpHeader> withText(List<HttpHeader> headers, String name, String value) {
    return value.isEmpty() ? headers : Replies.with(headers, Replies.header(name, value));
  }

  private record Known(String node, String contract, List<HttpHeader> headers) {}
}
