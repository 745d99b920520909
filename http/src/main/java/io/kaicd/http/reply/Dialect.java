package io.kaicd.http.reply;

import io.kaicd.contract.error.Rejection;
import org.apache.pekko.http.scaladsl.model.HttpHeader;
import org.apache.pekko.http.scaladsl.model.HttpResponse;
import scala.collection.immutable.Seq;

/** How a refusal is written: the node's own problem documents, or another API's shape. */
public interface Dialect {
  /**
   * @param instance the path that was asked for
   * @param headers those that the reply has besides
   */
  HttpResponse refuse(Rejection rejection, String instance, Seq<HttpHeader> headers);
}
