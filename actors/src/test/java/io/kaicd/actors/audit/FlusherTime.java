package io.kaicd.actors.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.actors.audit.AuditFlusher.Message;
import io.kaicd.contract.audit.AuditLine;
import io.kaicd.message.AuditProtocol.Command;
import io.kaicd.message.AuditProtocol.Done;
import io.kaicd.message.AuditProtocol.Keep;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.CapturedLogEvent;
import org.apache.pekko.actor.testkit.typed.Effect;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;

/** A flusher whose time passes as a test says, on the test's own thread. */
final class FlusherTime {
  private final BehaviorTestKit<Message> kit;
  private final TestInbox<Command> entity = TestInbox.create();
  private final Map<Object, Timer> timers = new HashMap<>();
  private final List<AuditLine.Used> kept = new ArrayList<>();
  private Duration now = Duration.ZERO;

  private record Timer(Duration at, Effect.TimerScheduled<?> effect) {}

  FlusherTime(AuditCounters counters, AuditSettings settings, Clock clock) {
    kit =
        BehaviorTestKit.create(
            AuditFlusher.create(
                "laptop", "run-1", counters, entity.getRef(), settings, clock, kept::addAll));
    settle();
  }

  /** Handles all that it was told. */
  void settle() {
    while (kit.selfInbox().hasMessages()) {
      kit.runOne();
    }
    for (Effect effect : kit.getAllEffects()) {
      if (effect instanceof Effect.TimerScheduled<?> started) {
        timers.put(started.key(), new Timer(now.plus(started.duration()), started));
      } else if (effect instanceof Effect.TimerCancelled cancelled) {
        timers.remove(cancelled.key());
      }
    }
  }

  void pass(Duration duration) {
    settle();
    Duration until = now.plus(duration);
    Optional<Timer> next = next(until);
    while (next.isPresent()) {
      now = next.get().at();
      timers.remove(next.get().effect().key());
      next.get().effect().send().apply();
      settle();
      next = next(until);
    }
    now = until;
  }

  private Optional<Timer> next(Duration until) {
    return timers.values().stream()
        .filter(timer -> timer.at().compareTo(until) <= 0)
        .min(Comparator.comparing(Timer::at));
  }

  void tell(Message message) {
    kit.run(message);
    settle();
  }

  /** What the entity was told since the last time. */
  List<Keep> sent() {
    return entity.getAllReceived().stream().map(Keep.class::cast).toList();
  }

  /** The one message, which is then answered. */
  Keep kept() {
    Keep keep = unanswered();
    answer(new Done(keep.number(), null), keep);
    return keep;
  }

  Keep unanswered() {
    List<Keep> sent = sent();
    assertThat(sent).hasSize(1);
    return sent.getFirst();
  }

  void answer(Done done, Keep keep) {
    keep.replyTo().tell(done);
    settle();
  }

  /** The uses that are known to be in the journal. */
  List<AuditLine.Used> keptUses() {
    return List.copyOf(kept);
  }

  List<String> logged() {
    return kit.getAllLogEntries().stream().map(CapturedLogEvent::message).toList();
  }
}
