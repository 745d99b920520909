package io.kaicd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What a node says is.
 *
 * @param definitions their digests by {@code id@version}
 * @param services as {@code GET /api/v1/services} lists them, by id
 * @param profiles as in {@link DesiredState}
 * @param versions of those profiles, as they were read with them
 */
record PresentState(
    Map<String, String> definitions,
    Map<String, JsonNode> services,
    ObjectNode profiles,
    Map<String, Long> versions,
    String active) {}
