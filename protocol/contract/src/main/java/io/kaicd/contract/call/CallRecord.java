package io.kaicd.contract.call;

import java.time.Instant;

/**
 * What is kept of a call that has ended. It holds no payload.
 *
 * @param node the node that ran it; {@code entryNode} the one that it came in by
 * @param mode {@code unary} or {@code stream}
 * @param outcome {@code completed}, {@code failed}, {@code refused} (nothing was sent) or {@code
 *     cancelled}
 * @param attempts how often it was sent
 * @param upstreamStatus the upstream's HTTP status, 0 when there was none
 * @param firstByteMicros from the call's start to its first chunk, or to its reply
 * @param code the error's code, empty when it completed
 */
public record CallRecord(
    String id,
    Instant startedAt,
    String capability,
    String operation,
    String contract,
    String mode,
    String service,
    String node,
    String entryNode,
    String key,
    String outcome,
    int attempts,
    int upstreamStatus,
    long firstByteMicros,
    long durationMicros,
    int requestBytes,
    long chunks,
    long inputTokens,
    long outputTokens,
    String code,
    String message,
    String remedy) {}
