package io.kaicd.node;

import com.typesafe.config.Config;
import java.util.List;
import org.apache.pekko.cluster.ConfigValidation;
import org.apache.pekko.cluster.Invalid;
import org.apache.pekko.cluster.JoinConfigCompatChecker;
import org.apache.pekko.cluster.Valid;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Refuses a node that would bring a journal of its own into a cluster; made by Pekko, by its name.
 */
public final class JournalCompatibility extends JoinConfigCompatChecker {
  static final String KEY = "kai.journal.identity";

  @Override
  public Seq<String> requiredKeys() {
    return CollectionConverters.asScala(List.of(KEY)).toList();
  }

  @Override
  public ConfigValidation check(Config toCheck, Config actual) {
    String theirs = toCheck.hasPath(KEY) ? toCheck.getString(KEY) : "none";
    String ours = actual.hasPath(KEY) ? actual.getString(KEY) : "none";
    if (theirs.equals("none") || ours.equals("none") || theirs.equals(ours)) {
      return Valid.getInstance();
    }
    return new Invalid(
        CollectionConverters.asScala(List.of("the nodes that decide must share one journal"))
            .toList());
  }
}
