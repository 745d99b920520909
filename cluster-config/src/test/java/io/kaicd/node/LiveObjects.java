package io.kaicd.node;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * How many objects of this JVM are reachable, by class: the host's own with the listeners that it
 * is (a lambda is an object of a class of its own), actors, threads and sockets. Whatever is kept
 * once a reload shows here, whoever keeps it.
 */
record LiveObjects(Map<String, Long> counts) {
  private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+).*");
  private static final Set<String> OTHERS =
      Set.of(
          "java.lang.Thread",
          "sun.nio.ch.SocketChannelImpl",
          "org.apache.pekko.actor.ActorCell",
          "org.apache.pekko.actor.LocalActorRef");

  /** Counted after a full collection. */
  static LiveObjects now() {
    try {
      Object histogram =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      Map<String, Long> counts = new TreeMap<>();
      for (String line : String.valueOf(histogram).split("\n", -1)) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches()
            && (matcher.group(2).startsWith("io.kaicd.") || OTHERS.contains(matcher.group(2)))) {
          counts.merge(matcher.group(2), Long.parseLong(matcher.group(1)), Long::sum);
        }
      }
      return new LiveObjects(counts);
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What there are more of than before, by more than some. */
  Map<String, Long> grownSince(LiveObjects before, long most, Set<String> history) {
    Map<String, Long> grown = new TreeMap<>();
    counts.forEach(
        (name, now) -> {
          long more = now - before.counts().getOrDefault(name, 0L);
          if (more > most && !history.contains(name)) {
            grown.put(name, more);
          }
        });
    return grown;
  }
}
