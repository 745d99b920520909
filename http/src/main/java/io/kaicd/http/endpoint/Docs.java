package io.kaicd.http.endpoint;

/**
 * What the OpenAPI document says of an endpoint.
 *
 * @param id the operation's id there, unique
 * @param tag the group it stands in
 * @param request the name of the body's schema, empty when it has none
 * @param reply the name of the reply's schema, empty when it has no body
 */
public record Docs(String id, String tag, String summary, String request, String reply) {}
