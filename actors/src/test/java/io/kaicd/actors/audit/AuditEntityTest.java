package io.kaicd.actors.audit;

import static io.kaicd.actors.audit.AuditMessages.denied;
import static io.kaicd.actors.audit.AuditMessages.keep;
import static io.kaicd.actors.audit.AuditMessages.used;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.kaicd.actors.journal.Anchor;
import io.kaicd.actors.journal.SealedRecord;
import io.kaicd.actors.journal.SpaceGuard;
import io.kaicd.actors.journal.StreamGround;
import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.Rejection;
import io.kaicd.message.AuditProtocol.Command;
import io.kaicd.message.AuditProtocol.Done;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class AuditEntityTest {
  private static final String STREAM = AuditStream.STREAM.name();

  @TempDir Path folder;
  private ActorTestKit kit;
  private PersistenceTestKit journal;
  private TestProbe<Done> node;

  @BeforeEach
  void start() {
    kit =
        ActorTestKit.create(
            PersistenceTestKitPlugin.config().withFallback(ConfigFactory.load("quiet")));
    journal = PersistenceTestKit.create(kit.system());
    node = kit.createTestProbe();
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private ActorRef<Command> entity(long minimumFree) {
    return kit.spawn(
        AuditEntity.create(
            new StreamGround(
                new Anchor(folder.resolve("anchors"), STREAM),
                new SpaceGuard(folder, minimumFree),
                Clock.systemUTC(),
                Duration.ofSeconds(20),
                failure -> {})));
  }

  private Done told(ActorRef<Command> entity, long number, long count) {
    entity.tell(keep(number, List.of(denied(count)), List.of(used(1)), node.ref()));
    return node.receiveMessage();
  }

  private List<SealedRecord> records() {
    return journal.persistedInStorage(STREAM).stream().map(SealedRecord.class::cast).toList();
  }

  @Test
  void what_is_sent_twice_is_kept_once_also_by_an_entity_that_came_anew() {
    ActorRef<Command> entity = entity(0);
    assertThat(told(entity, 1, 3)).isEqualTo(new Done(1, null));
    assertThat(told(entity, 1, 3)).isEqualTo(new Done(1, null));
    assertThat(told(entity, 2, 4)).isEqualTo(new Done(2, null));
    assertThat(told(entity, 1, 3)).isEqualTo(new Done(1, null));
    assertThat(records()).hasSize(2);
    kit.stop(entity);

    assertThat(told(entity(0), 2, 4)).isEqualTo(new Done(2, null));

    assertThat(records()).hasSize(2).extracting(SealedRecord::manifest).containsOnly("counted/1");
  }

  @Test
  void a_use_that_begins_is_in_the_journal_when_it_is_answered() {
    entity(0).tell(AuditMessages.begin(node.ref()));

    assertThat(node.receiveMessage()).isEqualTo(new Done(0, null));
    assertThat(records()).extracting(SealedRecord::manifest).containsExactly("use-begun/1");
  }

  @Test
  void a_use_that_cannot_be_written_down_is_refused() {
    entity(Long.MAX_VALUE).tell(AuditMessages.begin(node.ref()));

    assertThat(Objects.requireNonNull(node.receiveMessage().refusal()).code())
        .isEqualTo(ErrorCode.STORAGE_FULL);
  }

  @Test
  void a_journal_that_fails_is_said_and_the_same_can_be_sent_again() {
    ActorRef<Command> entity = entity(0);
    told(entity, 1, 3);
    journal.failNextPersisted(STREAM, new IllegalStateException("disk gone"));

    Rejection refusal = Objects.requireNonNull(told(entity, 2, 4).refusal());

    assertThat(refusal.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
    assertThat(told(entity, 2, 4)).isEqualTo(new Done(2, null));
    assertThat(records()).hasSize(2);
  }

  @Test
  void a_full_disk_refuses_before_anything_is_written() {
    Rejection refusal = Objects.requireNonNull(told(entity(Long.MAX_VALUE), 1, 3).refusal());

    assertThat(refusal.code()).isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(records()).isEmpty();
  }
}
