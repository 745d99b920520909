package io.kaicd.actors.host;

import io.kaicd.actors.cluster.NodeIdentity;
import io.kaicd.actors.registry.NodeRegistry;
import io.kaicd.contract.call.Calls;
import io.kaicd.contract.capability.ContractCatalog;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * What every service on a node is given.
 *
 * @param egress the way out of a service as it is configured; may throw a {@link
 *     io.kaicd.contract.error.RejectedException}, such as {@code secret.missing}
 * @param dataFolder the node's
 * @param calls the way in, which is made after this record
 */
public record HostParts(
    NodeIdentity node,
    NodeRegistry registry,
    ContractCatalog catalog,
    PluginCatalog plugins,
    EgressSource egress,
    Path dataFolder,
    Supplier<Calls> calls,
    Deadlines deadlines,
    LocalReplicas locals,
    HostSettings settings) {}
