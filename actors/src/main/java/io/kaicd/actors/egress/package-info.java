/**
 * Outgoing HTTP, owned by the host: what a service may call, by which checked address, with which
 * credentials, and within which bounds.
 *
 * <p>{@link io.kaicd.actors.egress.EgressGate} is the node's, {@link
 * io.kaicd.actors.egress.ServiceEgress} one replica's. An {@link io.kaicd.actors.egress.Exchange}
 * is one request: it runs on a virtual thread of its own that reads only when its reader asks, so
 * that back-pressure is the socket's own and a cancel is a closed socket. Nothing of a plugin runs
 * on that thread: all signals go to the replica's executor.
 */
@NullMarked
package io.kaicd.actors.egress;

import org.jspecify.annotations.NullMarked;
