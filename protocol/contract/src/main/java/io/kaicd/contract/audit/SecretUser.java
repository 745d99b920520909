package io.kaicd.contract.audit;

/**
 * Who uses a secret, and for what.
 *
 * @param secret its name, never its value
 * @param service that sends the request
 * @param actor whose call it is, {@code service:<id>} for the service's own
 */
public record SecretUser(String secret, String service, String actor) {}
