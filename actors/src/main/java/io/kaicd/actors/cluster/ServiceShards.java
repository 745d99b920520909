package io.kaicd.actors.cluster;

import io.kaicd.contract.definition.Run;
import io.kaicd.contract.registry.ServiceView;
import io.kaicd.message.ServiceProtocol.Command;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * How services are named in the cluster: one entity a shard, so that each can be placed by itself.
 * A service with one owner is {@code service}; a replica of one that runs everywhere is {@code
 * service@node}.
 */
public final class ServiceShards
    extends ShardingMessageExtractor<ShardingEnvelope<Command>, Command> {
  public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "service");

  /** Stands for no service; its entity only answers pings, on the node that it names. */
  public static final String PROBE = "~probe";

  public static String entityId(ServiceView service, String node) {
    return service.definition().run().instances() == Run.Instances.EACH
        ? replica(service.id(), node)
        : service.id();
  }

  public static String replica(String service, String node) {
    return service + "@" + node;
  }

  public static String service(String entityId) {
    int at = entityId.indexOf('@');
    return at < 0 ? entityId : entityId.substring(0, at);
  }

  /** The node that a replica belongs to, empty for a service with one owner. */
  public static String node(String entityId) {
    int at = entityId.indexOf('@');
    return at < 0 ? "" : entityId.substring(at + 1);
  }

  @Override
  public String entityId(ShardingEnvelope<Command> envelope) {
    return envelope.entityId();
  }

  @Override
  public String shardId(String entityId) {
    return entityId;
  }

  @Override
  public Command unwrapMessage(ShardingEnvelope<Command> envelope) {
    return envelope.message();
  }
}
