package io.kaicd.http.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.kaicd.contract.audit.Denial;
import io.kaicd.contract.call.Caller;
import java.util.Set;
import org.apache.pekko.http.scaladsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the door, and what was found out about it. Used by one thread at a
 * time until its handler has it; only the client's leaving may come from another.
 */
public final class Exchange {
  private static final Caller NOBODY = new Caller(Denial.NOBODY, Set.of());

  private final HttpRequest request;
  private final RequestHead head;
  private String[] parameters = {};
  private Query query = Query.none();
  private Caller caller = NOBODY;
  private JsonNode body = MissingNode.getInstance();
  private int bodyBytes;
  private volatile boolean closing;
  private @Nullable Runnable whenGone;
  private boolean gone;

  public Exchange(HttpRequest request) {
    this.request = request;
    this.head = new RequestHead(request);
  }

  public HttpRequest request() {
    return request;
  }

  public RequestHead head() {
    return head;
  }

  /** The path's parameter at this place, decoded. */
  public String parameter(int place) {
    return parameters[place];
  }

  void parameters(String[] found) {
    this.parameters = found;
  }

  public Query query() {
    return query;
  }

  public void readQuery(Set<String> known) {
    var raw = request.uri().rawQueryString();
    if (raw.isDefined()) {
      query = Query.parse(raw.get(), known);
    }
  }

  public Caller caller() {
    return caller;
  }

  public void caller(Caller known) {
    this.caller = known;
  }

  public JsonNode body() {
    return body;
  }

  /** The length of the JSON that the body was parsed from. */
  public int bodyBytes() {
    return bodyBytes;
  }

  public void body(JsonNode document, int bytes) {
    this.body = document;
    this.bodyBytes = bytes;
  }

  /** Whether the connection ends with this exchange's reply. */
  public boolean closing() {
    return closing;
  }

  public void closeAfter() {
    closing = true;
  }

  /** What to do when the client leaves before it has its whole reply; at once if it has left. */
  public void whenGone(Runnable action) {
    boolean late;
    synchronized (this) {
      late = gone;
      whenGone = action;
    }
    if (late) {
      action.run();
    }
  }

  /** The client has left. */
  public void gone() {
    Runnable action;
    synchronized (this) {
      gone = true;
      action = whenGone;
    }
    if (action != null) {
      action.run();
    }
  }
}
