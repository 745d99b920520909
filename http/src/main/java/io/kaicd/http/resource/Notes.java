package io.kaicd.http.resource;

import io.kaicd.http.reply.Replies;
import java.util.List;
import org.apache.pekko.http.scaladsl.model.HttpHeader;

/** What a writer should know of an accepted change, such as a service that does not follow it. */
final class Notes {
  private static final String HEADER = "Kai-Note";
  private static final int LONGEST = 500;

  private Notes() {}

  static scala.collection.immutable.List<HttpHeader> on(
      scala.collection.immutable.List<HttpHeader> headers, List<String> notes) {
    var all = headers;
    for (String note : notes) {
      all = Replies.with(all, Replies.header(HEADER, line(note)));
    }
    return all;
  }

  /** A header is one line of visible ASCII. */
  private static String line(String note) {
    String visible = note.replaceAll("[^ -~]+", "?");
    return visible.substring(0, Math.min(visible.length(), LONGEST));
  }
}
