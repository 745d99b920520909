package io.kaicd.node;

import io.kaicd.cli.ReadJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What writers asked for and what of it was acknowledged, to be held against the journal itself:
 * its events are counted, since a state shows a doubled one no more than a set does.
 */
final class Ledger {
  private final Map<String, Integer> asked = new ConcurrentHashMap<>();
  private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();

  /**
   * A journal beside a ledger.
   *
   * @param lost acknowledged, and told less often
   * @param doubled told more often than it was asked for
   */
  record Account(List<String> lost, List<String> doubled, Map<String, Integer> told) {}

  /** Before a request is sent; its name is the event's, as {@link #named} has it. */
  void ask(String event) {
    asked.merge(event, 1, Integer::sum);
  }

  void acknowledge(String event) {
    acknowledged.merge(event, 1, Integer::sum);
  }

  Set<String> acknowledged() {
    return Set.copyOf(acknowledged.keySet());
  }

  /** How many of those that begin so were acknowledged. */
  int acknowledged(String beginning) {
    return acknowledged.entrySet().stream()
        .filter(each -> each.getKey().startsWith(beginning))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  Account against(ReadJournal journal) {
    Map<String, Integer> told = new TreeMap<>();
    journal.all().forEach(event -> told.merge(named(event), 1, Integer::sum));
    List<String> lost = new ArrayList<>();
    acknowledged.forEach(
        (event, times) -> {
          if (told.getOrDefault(event, 0) < times) {
            lost.add(event);
          }
        });
    List<String> doubled = new ArrayList<>();
    told.forEach(
        (event, times) -> {
          if (times > asked.getOrDefault(event, 1)) { // what nobody here asked for: once
            doubled.add(times + " times " + event);
          }
        });
    return new Account(lost, doubled, told);
  }

  /** An event by what makes it the one that was asked for; of each name there is one a request. */
  static String named(ReadJournal.Told told) {
    return told.name()
        + " "
        + switch (told.name()) {
          case "registry/definition-installed" ->
              told.text("/document/id") + "@" + told.text("/document/version");
          case "configuration/profile-patched" -> told.text("/by/reason");
          case "keys/key-made", "vault/kek-added", "vault/kek-retired" -> told.text("/id");
          case "vault/secret-put", "vault/secret-deleted" -> told.text("/name");
          case "audit/counted" -> told.text("/run") + "/" + told.text("/number");
          default -> "#" + told.seq(); // nothing that a storm asks for
        };
  }
}
